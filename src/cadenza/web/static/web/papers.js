// What leaves the screen. A link to a text copies it; where that cannot be, it leads to the text as any link does
addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-copy]");
  if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.href);
    if (!answer.ok || answer.redirected) throw answer;
    await navigator.clipboard.writeText(await answer.text());
    const words = link.textContent;
    document.getElementById("live").textContent = link.textContent = link.dataset.copy;
    setTimeout(() => (link.textContent = words), 3000);
  } catch {
    location.assign(link.href);
  }
});

// A box cannot be broken between two pages: on paper its words stand in its place, as they are in that moment
addEventListener("beforeprint", () => {
  for (const box of document.querySelectorAll("textarea")) {
    const words = document.createElement("p");
    words.className = "words print-only on-paper";
    words.dir = "auto";
    words.textContent = box.value;
    box.after(words);
    box.classList.add("no-print");
  }
});
addEventListener("afterprint", () => {
  for (const words of document.querySelectorAll(".on-paper")) {
    words.previousElementSibling.classList.remove("no-print");
    words.remove();
  }
});
