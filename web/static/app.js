"use strict";

// Comfort only: every page does the same without this file.

const find = () => document.getElementById("find");
const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && find() && !typing(event.target) && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    find().focus();
    find().select();
  }
  if (event.key === "Escape") {
    close(event);
    document.querySelectorAll(".bar details[open]").forEach((more) => more.removeAttribute("open"));
  }
});

// What is suggested under the box is walked through with the arrows, and left with Escape.
const suggested = () => document.getElementById("suggested");

function close(event) {
  if (!suggested()?.hasChildNodes() || !event.target.closest(".top search")) return;
  event.preventDefault();
  suggested().replaceChildren();
  find().focus();
}

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const ways = [find(), ...document.querySelectorAll(".find a")];
  const next = ways[ways.indexOf(document.activeElement) + step];
  if (!step || !find() || !ways.includes(document.activeElement) || !next) return;
  event.preventDefault();
  next.focus();
});

document.addEventListener("click", (event) => {
  const copied = event.target.closest("[data-copy]");
  if (copied) navigator.clipboard.writeText(copied.dataset.copy);
  if (event.target.closest("[data-print]")) window.print();
});

const picks = (within) => [...within.querySelectorAll("td.pick input")];

function recount(form) {
  const chosen = picks(form).filter((pick) => pick.checked).length;
  form.querySelectorAll("[data-chosen-count]").forEach((count) => {
    count.textContent = chosen;
  });
  form.querySelectorAll("[data-pick-all] input").forEach((all) => {
    all.checked = chosen > 0 && chosen === picks(form).length;
    all.indeterminate = chosen > 0 && !all.checked;
  });
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form");
  if (!form) return;
  const chosen = event.target.closest("[data-send]");
  if (chosen) form.requestSubmit(document.getElementById(chosen.dataset.send));
  if (event.target.closest("[data-pick-all]")) {
    picks(form).forEach((pick) => {
      pick.checked = event.target.checked;
    });
  }
  recount(form);
});

function greet(within) {
  within.querySelectorAll("[data-pick-all], [data-chosen], [data-print], [data-copy]").forEach((comfort) => {
    comfort.hidden = false;
  });
  within.querySelectorAll("form:has(.chosen-bar)").forEach(recount);
  within.querySelectorAll("[data-stays]").forEach((field) => {
    field.value = sessionStorage.getItem(kept(field)) ?? field.value;
  });
  // What was scanned and refused makes room for the next scan.
  within.querySelectorAll("[data-scan]").forEach((scan) => {
    scan.focus();
    scan.select();
  });
}

// An answer that did not get through stays on its form, says so, and is sent again.
const unkept = new Map();

document.addEventListener("htmx:error", (event) => {
  const form = event.target.closest?.("[data-keeps]");
  if (!form) return;
  unkept.set(form, event.detail.ctx?.sourceEvent?.submitter ?? null);
  form.querySelector("[data-unkept]").hidden = false;
});

function sendAgain() {
  unkept.forEach((button, form) => {
    unkept.delete(form);
    if (form.isConnected) form.requestSubmit(button);
  });
}

window.addEventListener("online", sendAgain);
setInterval(sendAgain, 5000);
window.addEventListener("beforeunload", (event) => {
  if (unkept.size) event.preventDefault();
});

// What was typed stays while another form of its page is sent, or another page is looked at.
const kept = (field) => `typed ${field.dataset.stays}`;

function keepTyped(sent) {
  document.querySelectorAll("[data-stays]").forEach((field) => {
    if (field.form === sent || field.value === field.defaultValue) sessionStorage.removeItem(kept(field));
    else sessionStorage.setItem(kept(field), field.value);
  });
}

let sending = null;
document.addEventListener("submit", (event) => {
  sending = event.target;
  keepTyped(sending);
});
window.addEventListener("pagehide", () => keepTyped(sending));

// A scanner ends each code with the key that sends: a form of two codes goes on to the second.
document.addEventListener("keydown", (event) => {
  const then = event.key === "Enter" && document.getElementById(event.target.dataset?.then);
  if (!then || !event.target.value) return;
  event.preventDefault();
  then.focus();
  then.select();
});

// The size to which somebody drew a text field is an inline style, which no swap may copy here.
document.addEventListener("htmx:before:swap", () => {
  document.querySelectorAll("[id][style]").forEach((drawn) => drawn.removeAttribute("style"));
});

greet(document);
document.addEventListener("htmx:after:swap", () => greet(document));
