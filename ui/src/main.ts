import { mount } from "svelte";
import App from "./app/App.svelte";
import "./kit/tokens.css";
import "./kit/base.css";
import "./kit/shell.css";
import "./kit/parts.css";
import "./kit/screens.css";

mount(App, { target: document.body });
