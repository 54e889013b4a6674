/* Suggestions under the box: arrows walk through them, Escape and leaving close them. */
"use strict";
(() => {
  const box = document.getElementById("search-box"), list = document.getElementById("search-suggestions");
  if (!box || !list) return;
  const form = box.form, stops = () => [box, ...list.querySelectorAll("a")];
  const close = () => list.replaceChildren();
  form.addEventListener("keydown", (event) => {
    const at = stops().indexOf(document.activeElement), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && list.childElementCount) {
      close();
      box.focus();
      event.preventDefault();
    } else if (step && at >= 0 && stops()[at + step]) {
      stops()[at + step].focus();
      event.preventDefault();
    }
  });
  form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || setTimeout(() => form.contains(document.activeElement) || close(), 150));
  form.addEventListener("htmx:afterSwap", () => document.activeElement === box || close());
})();
