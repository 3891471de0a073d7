"""Forms as the house renders them: label, hint, control, refusal and warning in one place; they parse, rules judge."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cadenza.objections import Objection, Refused
from cadenza.web.answers import base_name
from cadenza.web.revisions import Edit, as_text
from cadenza.web.templatetags.web import icon
from cadenza.web.words import STATE_WORDS, say, state_word

TYPED = (forms.TextInput, forms.Textarea)
NOT_PROSE = (forms.EmailInput, forms.PasswordInput, forms.NumberInput, forms.URLInput, forms.DateInput)

YEARS: Final = range(1900, 2200)


class HouseField(BoundField):
    """One field on a page; what people type takes its direction from its first letter, not from the page's."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        built = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if isinstance(widget, TYPED) and not isinstance(widget, NOT_PROSE):
            built.setdefault("dir", "auto")
        if self.warnings:
            built["aria-describedby"] = f"{built.get('aria-describedby') or ''} {self.auto_id}_warning".strip()
        return built

    @property
    def warnings(self) -> list[Objection]:
        """What deserves a second look here, and blocks nothing."""
        return [one for one in getattr(self.form, "warnings", []) if one.where == self.name]

    @property
    def says_optional(self) -> bool:
        """Whether the label adds "(optional)": not where the form has said it once for all (`say_optional = False`)."""
        return not self.field.required and getattr(self.form, "say_optional", True)

    @property
    def of_choices(self) -> bool:
        """Whether this is a group of radios or boxes, which needs a legend instead of a label."""
        return bool(self.use_fieldset)

    @property
    def ticked(self) -> bool:
        """Whether this is a single box, whose label stands behind it."""
        return isinstance(self.field.widget, forms.CheckboxInput)


class HouseRenderer(TemplatesSetting):
    """Django's forms, allauth's among them, rendered by the house's templates.

    A page of writing holds dozens of plain controls. Those are written here, as Django's own templates would, for a tenth of their time.
    """

    form_template_name = "web/form.html"
    field_template_name = "web/field.html"
    bound_field_class = HouseField

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        widget = context.get("widget", {})
        if template_name == forms.Textarea.template_name:
            return format_html('<textarea name="{}"{}>\n{}</textarea>', widget["name"], _attributes(widget), widget["value"] or "")
        if template_name in INPUTS:
            value = format_html(' value="{}"', widget["value"]) if widget["value"] is not None else ""
            return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, _attributes(widget))
        if template_name == forms.Select.template_name and _is_plain(widget):
            return format_html('<select name="{}"{}>{}\n</select>', widget["name"], _attributes(widget), _groups(widget))
        if template_name == Pills.template_name:
            return _pills(widget)
        return str(super().render(template_name, context, request))


INPUTS = {widget.template_name for widget in (forms.TextInput, forms.HiddenInput, forms.DateInput, forms.NumberInput, forms.EmailInput)}
"""Templates of Django that write one input element and nothing else."""


def _attributes(widget: dict[str, Any]) -> SafeString:
    """As `django/forms/widgets/attrs.html` writes them: in their order, true ones bare, false ones not at all."""
    pairs = ((name, value) for name, value in widget["attrs"].items() if value is not False)
    written = (format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value) for name, value in pairs)
    return SafeString("".join(written))


def _is_plain(widget: dict[str, Any]) -> bool:
    """Whether every choice of a list is written as Django writes it."""
    return all(
        option["template_name"] == forms.Select.option_template_name for _name, options, _index in widget["optgroups"] for option in options
    )


def _groups(widget: dict[str, Any]) -> SafeString:
    """As `django/forms/widgets/select.html` writes its choices."""
    written = []
    for name, options, _index in widget["optgroups"]:
        choices = format_html_join(
            "", '\n  <option value="{}"{}>{}</option>\n', ((one["value"], _attributes(one), one["label"]) for one in options)
        )
        written.append(format_html('\n  <optgroup label="{}">{}\n  </optgroup>', name, choices) if name else choices)
    return SafeString("".join(written))


def _pills(widget: dict[str, Any]) -> SafeString:
    """As `web/widgets/pills.html` writes them."""
    options = [option for _name, group, _index in widget["optgroups"] for option in group]
    choices = format_html_join(
        "",
        '<label for="{}"><input type="radio" name="{}" value="{}"{}>{}{}</label>',
        (
            (
                one["attrs"].get("id", ""),
                one["name"],
                one["value"],
                _attributes(one),
                icon(one["icon"]) if one["icon"] else "",
                one["label"],
            )
            for one in options
        ),
    )
    named = format_html(' id="{}"', widget["attrs"]["id"]) if widget["attrs"].get("id") else ""
    return format_html('<div class="seg"{}>{}</div>', named, choices)


class DateInput(forms.DateInput):
    """The browser's own date field, which speaks ISO whatever the reader's language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    """A day, typed or picked in the browser's own control."""

    widget = DateInput

    def __init__(self, **more: Any) -> None:
        more.setdefault("input_formats", ["%Y-%m-%d"])
        more.setdefault("error_messages", {"invalid": _("Enter a date as day, month and year.")})
        super().__init__(**more)

    def to_python(self, value: Any) -> date | None:
        """A slip of the keyboard is no date: reckoning from the year 1 or 9999 leads out of the calendar."""
        found: date | None = super().to_python(value)
        if found is not None and found.year not in YEARS:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class Pills(forms.RadioSelect):
    """A short choice as a row of pills. A choice whose value is a state shows that state's icon."""

    template_name = "web/widgets/pills.html"

    def create_option(self, name: str, value: Any, *args: Any, **more: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **more)
        known = STATE_WORDS.get(str(value))
        option["icon"] = known.icon if known else ""
        return option


class StateField(forms.ChoiceField):
    """The state picker: radios styled as pills, in the words that every page uses for these states."""

    widget = Pills

    def __init__(self, *, states: Iterable[str], **more: Any) -> None:
        codes = [str(state) for state in states]
        super().__init__(choices=lambda: [(code, state_word(code)) for code in codes], **more)


class Lines(forms.CharField):
    """A text of some lines; the control grows with it."""

    def __init__(self, *, rows: int = 2, **more: Any) -> None:
        more.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**more)

    def to_python(self, value: Any) -> str:
        """One kind of line ending, as it is kept."""
        return str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class Unforced(forms.Field):
    """Before another kind of field: one that is not marked as optional, and that may be left empty as far as the form goes.

    For questions that the page answers already, and for those of which a rule says what is needed.
    """

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class Refusing:
    """The body of `with form.refusing():`. A class, for of a generator a type checker does not know that what follows is reached."""

    def __init__(self, form: HouseForm) -> None:
        self.form = form

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> bool:
        if isinstance(error, Refused):
            self.form.refuse(error)
        return isinstance(error, Refused)


class HouseForm(forms.Form):
    """A form that parses, shows what rules object to beside the field meant, and knows what the page had seen."""

    default_renderer = HouseRenderer
    say_optional = True
    """False where a form says once that nothing in it is required."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.warnings: list[Objection] = []
        for field in self.fields.values():
            if field.label and field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                chosen = isinstance(field, forms.ChoiceField)
                field.error_messages["required"] = (_("Choose an answer to “%s”.") if chosen else _("Fill in “%s”.")) % field.label
            if field.label and field.error_messages.get("invalid_choice") == forms.ChoiceField.default_error_messages["invalid_choice"]:
                label = str(field.label).replace("%", "%%")  # the message takes the value that was sent, and does not repeat it
                field.error_messages["invalid_choice"] = _("Choose one of the answers offered for “%s”.") % label

    def refuse(self, refused: Refused | Iterable[Objection]) -> None:
        """Put every objection beside its field, or above the form when it has none here; warnings apart."""
        for one in refused.objections if isinstance(refused, Refused) else refused:
            if one.warning:
                self.warnings.append(one)
            else:
                self.add_error(one.where if one.where in self.fields else None, forms.ValidationError(say(one), code=one.code))

    def refusing(self) -> Refusing:
        """For the act that a form asks for: when it is refused, the reasons stand beside the fields, and the view shows the form once more."""
        return Refusing(self)

    def edits(self, names: Iterable[str]) -> dict[str, Edit]:
        """The named fields as sent, each with the base that its page was made from. A field that was not sent is left out.

        A field sent without its base counts as seen never, so it can only conflict with words that are there, not overwrite them.
        """
        found = {}
        for name in names:
            sent, base = self.add_prefix(name), base_name(name, self.prefix or "")
            if sent in self.data or base in self.data:
                value = self.cleaned_data[name] if name in getattr(self, "cleaned_data", {}) else self.data.get(sent, "")
                found[name] = Edit(as_text(value), str(self.data.get(base, "")), name=sent, label=str(self[name].label))
        return found

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every refusal with the id of its control ("" for the whole form), in the order of the page."""
        found = [("", str(message)) for message in self.non_field_errors()]
        for field in self:
            found += [(first_control(field), str(message)) for message in field.errors]
        return found


def first_control(field: BoundField) -> str:
    """The id to jump to: of a group of radios, its first."""
    if field.use_fieldset and field.subwidgets:
        return field.subwidgets[0].id_for_label or field.auto_id
    return field.id_for_label or field.auto_id
