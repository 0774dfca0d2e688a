/** The document of a framed conversation: nothing but the conversation. The launcher's button is the page's. */
export const framePageStyles = `
html,
body {
  block-size: 100%;
  margin: 0;
  background: none;
}
bedside-chat::part(launcher) {
  display: none;
}
/* The page's buttons on a message: as those of ours beside them. */
button {
  padding-inline: 0.9em;
  border: 1px solid transparent;
  border-radius: 999px;
  background: none;
  color: var(--_text);
  font: inherit;
  font-size: 0.875em;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
  cursor: pointer;
}
button:focus-visible {
  outline: var(--_ring) solid var(--_accent);
  outline-offset: -1px;
}
button:disabled {
  color: var(--_quiet);
  opacity: 0.6;
  cursor: default;
}
@media (hover: hover) {
  button:hover:enabled {
    background: color-mix(in oklab, currentColor 12%, transparent);
  }
}
@media (pointer: coarse) {
  button {
    min-block-size: 44px;
  }
}
@media (forced-colors: active) {
  button {
    border-color: ButtonBorder;
  }
  button:disabled {
    color: GrayText;
    opacity: 1;
  }
}
`;
