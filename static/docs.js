// The forms of /docs: sends a call to this site and shows what came back. The token stays in its field. Without this
// script the page can be read as it is.
"use strict";
const token = document.getElementById("token");

function line(tag, text, parent) {
  const element = document.createElement(tag);
  element.textContent = text;
  parent.append(element);
  return element;
}

function block(title, text, output) {
  line("p", title, output).className = "soft small";
  const pre = document.createElement("pre");
  pre.tabIndex = 0;
  line("code", text, pre);
  output.append(pre);
}

// What is to be sent, read from the form.
function asked(form) {
  let path = form.dataset.path;
  const query = new URLSearchParams();
  const headers = new Headers({ Accept: "application/json" });
  let body;
  for (const field of form.querySelectorAll("[data-in]")) {
    const name = field.dataset.name;
    const value = field.value.trim();
    if (field.dataset.in === "path") {
      path = path.replace(`{${name}}`, encodeURIComponent(value));
    } else if (field.dataset.in === "body") {
      body = value;
      headers.set("Content-Type", "application/json");
    } else if (value !== "" && field.dataset.in === "query") {
      query.set(name, value);
    } else if (value !== "") {
      headers.set(name, value);
    }
  }
  if (token.value.trim() !== "") headers.set("Authorization", `Bearer ${token.value.trim()}`);
  const search = query.toString();
  return [search ? `${path}?${search}` : path, { method: form.dataset.method, headers, body }];
}

async function send(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const output = form.querySelector("output");
  const button = form.querySelector("button");
  output.replaceChildren();
  button.disabled = true;
  try {
    const [path, options] = asked(form);
    // no cookies: they do not count in the API
    const answer = await fetch(path, { ...options, credentials: "omit", cache: "no-store" });
    const text = await answer.text();
    line("p", `${answer.status} ${answer.statusText}`, output);
    block("Headers", [...answer.headers].map(([name, value]) => `${name}: ${value}`).join("\n"), output);
    if (text !== "") block("Body", pretty(text), output);
  } catch (error) {
    line("p", `The call could not be sent: ${error.message}`, output);
  } finally {
    button.disabled = false;
  }
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

// A link to a part that is folded away opens it.
function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

document.getElementById("token-section").hidden = false;
for (const form of document.querySelectorAll("form.try")) {
  form.hidden = false;
  form.addEventListener("submit", send);
}
addEventListener("hashchange", unfold);
unfold();
