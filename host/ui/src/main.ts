import { mount } from "svelte";
import App from "./App.svelte";
import "./tokens.css";
import "./base.css";
import { desk } from "./desk/desk.svelte";
import { router } from "./desk/router.svelte";
import { themes } from "./desk/theme.svelte";
import { i18n } from "./i18n/i18n.svelte";

const target = document.getElementById("app");
if (!target) throw new Error("the page has no #app");

themes.start();
router.start();
await i18n.start();
mount(App, { target });
void desk.start();
