"""Mail waits sealed beside the act that caused it, and goes out at most once (TRUST N03, T27, T18, T35)."""

import re
import smtplib
import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives, get_connection
from django.db import DatabaseError, transaction

from cadenza.jobs import jobs, mail
from cadenza.jobs.mail import Letter, NotTaken, smtp_from
from cadenza.jobs.models import Job, QueuedMessage
from cadenza.jobs.queries import job_health
from cadenza.jobs.rules import JobState
from cadenza.jobs.worker import claim, run_due
from cadenza.sealing.models import DataKey
from cadenza.web.clock import pinned

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
WORDS = "zq-canary-0042"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installation(settings, tmp_path: Path) -> Iterator[Path]:
    """A data folder and a key ring of its own, no mail server, and the clock held."""
    settings.DATA, settings.KEY_RING, settings.EMAIL_URL = tmp_path, tmp_path / "keys" / "ring.json", ""
    with pinned(AT):
        yield tmp_path


def post(*, message_id: str = "", **more: object) -> int:
    """Send one message as the application does, through Django."""
    given = {
        "subject": f"About {WORDS}",
        "body": f"Words: {WORDS} für Zoë",
        "from_email": "Cadenza <c@example.org>",
        "to": ["asha@example.org"],
    }
    headers = {"Message-ID": message_id} if message_id else {}
    return EmailMessage(**{**given, **more}, headers=headers, connection=get_connection("cadenza.jobs.mail.QueuedMail")).send()


def files(folder: Path) -> list[Path]:
    return sorted((folder / "mail").iterdir()) if (folder / "mail").exists() else []


class Server:
    """Stands in for the mail server: answers as it is told, remembers what it took."""

    def __init__(self, *answers: Exception | None) -> None:
        self.answers, self.taken = list(answers), []

    def take(self, letter: Letter, ref: str) -> None:
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.taken.append(letter)

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""


@pytest.fixture
def server(monkeypatch) -> Server:
    made = Server()
    monkeypatch.setattr(jobs, "post_office", lambda: made)
    return made


# Keeping


def test_nothing_is_sent_in_the_request(installation):
    """T27."""
    assert post() == 1
    assert (files(installation), Job.objects.get().kind) == ([], "jobs.send-mail")


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_rolled_back_sends_nothing():
    """N04."""
    with pytest.raises(RuntimeError), transaction.atomic():
        post()
        raise RuntimeError
    assert not QueuedMessage.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_message_is_never_kept_without_its_job(monkeypatch):
    """N14: also where the sender has no transaction of their own."""

    def no_room(*_: object, **__: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(mail, "enqueue", no_room)
    with pytest.raises(DatabaseError):
        post()
    assert not QueuedMessage.objects.exists()


def test_a_waiting_message_shows_no_word_and_no_address():
    """T37, T42."""
    post()
    kept = bytes(QueuedMessage.objects.get().sealed) + repr(Job.objects.get().payload).encode()
    assert WORDS.encode() not in kept
    assert b"asha" not in kept


@pytest.mark.parametrize("field", ["subject", "from_email", "to"])
def test_a_line_break_in_a_header_is_refused(field):
    """T35."""
    value = "x\r\nBcc: thief@example.org"
    with pytest.raises((BadHeaderError, ValueError)):
        post(**{field: [value] if field == "to" else value})


def test_a_message_to_nobody_is_no_message():
    assert post(to=[]) == 0
    assert not QueuedMessage.objects.exists()


def test_the_name_of_the_machine_is_not_told(settings, server):
    settings.SITE_URL = "https://cadenza.example.org"
    post()
    run_due(AT)
    assert _read(server.taken[0])["Message-ID"].endswith("@cadenza.example.org>")


# Sending


def _read(letter: Letter) -> EmailMessage:
    return message_from_bytes(mail.base64.b64decode(letter.mime), policy=policy.default)


def test_the_worker_sends_what_was_written_and_forgets_it(server):
    post(cc=["c@example.org"], bcc=["b@example.org"], reply_to=["r@example.org"])
    assert run_due(AT) == 1
    letter = server.taken[0]
    message = _read(letter)
    assert (letter.sender, letter.to) == ("Cadenza <c@example.org>", ["asha@example.org", "c@example.org", "b@example.org"])
    assert (message["Subject"], message["Reply-To"], message["Bcc"]) == (f"About {WORDS}", "r@example.org", None)
    assert message.get_content().strip() == f"Words: {WORDS} für Zoë"
    assert not QueuedMessage.objects.exists()


def test_alternatives_and_attachments_arrive(server):
    message = EmailMultiAlternatives(
        "S", "plain", "c@example.org", ["a@example.org"], connection=get_connection("cadenza.jobs.mail.QueuedMail")
    )
    message.attach_alternative("<p>rich</p>", "text/html")
    message.attach("plan.ics", "BEGIN:VCALENDAR", "text/calendar")
    message.send()
    run_due(AT)
    parts = [part.get_content_type() for part in _read(server.taken[0]).walk() if not part.is_multipart()]
    assert parts == ["text/plain", "text/html", "text/calendar"]


def test_a_message_is_sent_once_however_often_its_job_runs(server):
    post()
    ref = QueuedMessage.objects.get().ref
    run_due(AT)
    jobs.send_mail(at=AT, ref=ref)
    assert len(server.taken) == 1


def test_a_message_that_is_named_is_sent_once_however_often_it_is_asked_for(server):
    """N03: at most once per message id, also long after it was sent."""
    post(message_id="<reminder-7-2026-11@example.org>")
    post(message_id="<reminder-7-2026-11@example.org>")
    run_due(AT)
    post(message_id="<reminder-7-2026-11@example.org>")
    run_due(AT)
    assert len(server.taken) == 1
    assert QueuedMessage.objects.get().sealed is None


def test_a_worker_that_dies_while_sending_loses_a_mail_and_never_doubles_it(server):
    post()
    QueuedMessage.objects.update(claimed_at=AT)
    claim(AT)
    assert run_due(AT + timedelta(minutes=10)) == 1
    assert server.taken == []
    assert job_health(at=AT + timedelta(minutes=11)).mail_stuck == 1


def test_of_two_workers_with_the_same_mail_one_sends_it(server, monkeypatch):
    """The other claimed it between our look and our claim."""
    real = jobs.letter_of

    def while_another_claims(row: QueuedMessage) -> Letter:
        QueuedMessage.objects.update(claimed_at=AT)
        return real(row)

    monkeypatch.setattr(jobs, "letter_of", while_another_claims)
    post()
    run_due(AT)
    assert server.taken == []


def test_what_the_server_refused_is_tried_again(server):
    """N27."""
    server.answers = [NotTaken(), None]
    post()
    run_due(AT)
    assert Job.objects.get().state == JobState.READY
    run_due(AT + timedelta(hours=1))
    assert len(server.taken) == 1


def test_where_the_line_broke_half_way_nobody_sends_again(server, caplog):
    """Whether the server took it cannot be known."""
    server.answers = [smtplib.SMTPServerDisconnected("zq-canary"), None]
    post()
    run_due(AT)
    run_due(AT + timedelta(days=2))
    assert server.taken == []
    assert "may or may not" in caplog.text
    assert "canary" not in caplog.text


def test_a_server_that_is_away_for_a_day_loses_nothing(settings, monkeypatch, caplog):
    """N27."""
    settings.EMAIL_URL = "smtp://mail.example.org"
    monkeypatch.setattr(mail.Smtp, "open", _away)
    post()
    at = AT
    while at < AT + timedelta(hours=24):
        run_due(at)
        job = Job.objects.get()
        assert job.state == JobState.READY
        at = job.run_at
    back = Server()
    monkeypatch.setattr(jobs, "post_office", lambda: back)
    run_due(at)
    assert len(back.taken) == 1


def _away(self: object) -> None:
    raise ConnectionRefusedError


# Without a mail server


def test_without_a_mail_server_the_message_lies_in_the_mail_folder_for_its_owner_alone(installation, caplog):
    post()
    with caplog.at_level("INFO"):
        run_due(AT)
    (kept,) = files(installation)
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert WORDS in message_from_bytes(kept.read_bytes(), policy=policy.default).get_content()
    assert kept.name in caplog.text
    assert not re.search("canary|asha|example", caplog.text)


def test_a_mail_folder_that_cannot_be_written_loses_nothing(installation):
    (installation / "mail").write_text("in the way")
    post()
    run_due(AT)
    assert (Job.objects.get().state, QueuedMessage.objects.get().claimed_at) == (JobState.READY, None)


# A real conversation over the wire


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            self.server.lines.append(line.decode().strip())
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go\r\n")
                body = b""
                while not body.endswith(b"\r\n.\r\n"):
                    body += self.rfile.readline()
                self.server.bodies.append(body)
            if word == b"RCPT" and b"nobody" in line:
                self.wfile.write(b"550 unknown\r\n")
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 ok\r\n")


@pytest.fixture
def wire(settings) -> Iterator[socketserver.TCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation) as listening:
        listening.lines, listening.bodies = [], []
        listening.daemon_threads = True
        settings.EMAIL_URL = f"smtp://127.0.0.1:{listening.server_address[1]}"
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()


def test_a_message_crosses_the_wire_to_a_mail_server(wire):
    post(bcc=["b@example.org"], body=".\nA line of its own begins with a dot: ü")
    run_due(AT)
    assert [line for line in wire.lines if line.startswith(("mail", "MAIL", "rcpt", "RCPT"))] != []
    assert sum("b@example.org" in line for line in wire.lines) == 1
    assert b"b@example.org" not in wire.bodies[0]
    assert b"\n" not in wire.bodies[0].replace(b"\r\n", b"")
    assert not QueuedMessage.objects.exists()


def test_an_address_that_the_server_does_not_know_is_surely_not_sent(wire):
    post(to=["nobody@example.org"])
    run_due(AT)
    assert (Job.objects.get().state, Job.objects.get().last_error, wire.bodies) == (JobState.READY, "NotTaken", [])


# The address of the server


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 587, "", "", False, False)),
        ("smtp://u%40x:p%3Aw@mail.example.org:25", ("mail.example.org", 25, "u@x", "p:w", True, False)),
        ("smtps://u:p@mail.example.org", ("mail.example.org", 465, "u", "p", False, True)),
    ],
)
def test_the_servers_address_is_read(address, expected):
    found = smtp_from(address)
    assert (found.host, found.port, found.username, found.password, found.use_tls, found.use_ssl) == expected


@pytest.mark.parametrize("address", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://u:secret@host:port", "smtp://[bad"])
def test_a_wrong_address_is_refused_with_a_hint_and_without_the_password(address):
    with pytest.raises(ImproperlyConfigured, match="Write smtp://") as refused:
        smtp_from(address)
    assert "secret" not in str(refused.value)


# Forgetting


def test_the_keys_of_past_days_are_destroyed_when_no_mail_of_theirs_waits(server):
    """TRUST 0.7: what was sent is gone from the backups of the table as well."""
    post()
    run_due(AT)
    jobs.tidy(at=AT + timedelta(hours=20))
    assert DataKey.objects.get().destroyed_at is None
    jobs.tidy(at=AT + timedelta(days=2))
    assert DataKey.objects.get().destroyed_at is not None


def test_the_key_of_a_day_stays_while_a_mail_of_it_waits(server):
    post()
    jobs.tidy(at=AT + timedelta(days=2))
    assert run_due(AT + timedelta(days=2)) == 1
    assert len(server.taken) == 1


def test_what_ended_long_ago_is_forgotten_and_what_waits_is_not(server):
    post(message_id="<a@b>")
    run_due(AT)
    Job.objects.create(kind="t.dead", state=JobState.DEAD, run_at=AT, made_at=AT, ended_at=AT)
    Job.objects.create(kind="t.waits", run_at=AT, made_at=AT)
    jobs.tidy(at=AT + timedelta(days=6))
    assert Job.objects.count() == 3
    jobs.tidy(at=AT + timedelta(days=8))
    assert set(Job.objects.values_list("kind", flat=True)) == {"t.dead", "t.waits"}
    jobs.tidy(at=AT + timedelta(days=91))
    assert (list(Job.objects.values_list("kind", flat=True)), QueuedMessage.objects.count()) == (["t.waits"], 0)
