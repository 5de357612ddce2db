// Buttons that copy what stands in a field. Without a clipboard they stay hidden, and the field can be selected.
const says = document.getElementById("copied");

for (const button of document.querySelectorAll("button[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  field.addEventListener("focus", () => field.select());
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      says.textContent = "Copied.";
    } catch {
      field.select();
      says.textContent = "The browser did not allow it. The link is selected: copy it by hand.";
    }
  });
}
