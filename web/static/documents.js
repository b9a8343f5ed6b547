"use strict";

// Comfort only: the form sends the same files by itself. Here each goes alone, one after the other,
// so that many large photos get through, with how far each has come; and files may be dropped.

const current = () => document.querySelector("[data-upload]");
const chosenIn = (form) => ["files", "photos"].flatMap((name) => [...form.elements[name].files]);

document.addEventListener("dragover", (event) => {
  event.preventDefault();
  current().classList.add("is-dropping");
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) current().classList.remove("is-dropping");
});

document.addEventListener("drop", (event) => {
  event.preventDefault();
  current().classList.remove("is-dropping");
  if (event.dataTransfer.files.length) current().elements.files.files = event.dataTransfer.files;
});

document.addEventListener("submit", (event) => {
  if (event.target !== current() || !chosenIn(event.target).length) return;
  event.preventDefault();
  sendAll(event.target, chosenIn(event.target));
});

async function sendAll(form, chosen) {
  const rows = listed(form, chosen);
  const button = form.querySelector("button[type=submit]");
  let there = "";
  let refused = false;
  button.disabled = true;
  for (const [nth, file] of chosen.entries()) {
    const answer = await sent(form, file, nth, rows[nth]);
    if (answer.form) return again(form, answer.form);
    there = answer.there || there;
    refused = refused || !answer.there;
    rows[nth].lastChild.replaceWith(answer.words);
    rows[nth].classList.toggle("is-bad", !answer.there);
  }
  if (!refused) return location.assign(there);
  button.disabled = false;
  form.elements.key.value += "-";
  form.elements.files.value = form.elements.photos.value = "";
}

function listed(form, chosen) {
  const list = document.createElement("ul");
  list.className = "sending";
  for (const file of chosen) {
    const [row, name] = [document.createElement("li"), document.createElement("span")];
    name.textContent = file.name;
    row.append(name, document.createElement("progress"));
    list.append(row);
  }
  form.querySelector("[data-outcome]").replaceChildren(list);
  list.scrollIntoView({ block: "center" });
  return [...list.children];
}

function sent(form, file, nth, row) {
  const { most, kept, tooLarge, broken } = form.dataset;
  if (file.size > most) return { words: tooLarge };
  const body = new FormData(form);
  body.set("key", `${form.elements.key.value}-${nth}`);
  body.delete("photos");
  body.set("files", file);
  return new Promise((answered) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request-Type", "partial");
    request.upload.onprogress = ({ loaded, total }) => {
      Object.assign(row.lastChild, { max: total, value: loaded });
    };
    request.onerror = () => answered({ words: broken });
    request.onload = () => answered(understood(request, kept, broken));
    request.send(body);
  });
}

function understood(request, kept, broken) {
  const there = request.getResponseHeader("HX-Redirect");
  if (there) return { there, words: kept };
  if (request.status !== 422) return { words: broken };
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const reason = page.querySelector(".refused [data-reason]");
  return reason ? { words: reason.textContent } : { form: page.querySelector("[data-upload]") };
}

function again(form, fresh) {
  fresh.elements.files.files = form.elements.files.files;
  fresh.elements.photos.files = form.elements.photos.files;
  form.replaceWith(fresh);
}
