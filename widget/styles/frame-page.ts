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
`;
