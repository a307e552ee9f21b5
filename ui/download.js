// Runs in gradio's HTML component, which is not seen: its value is a file that the reader asked for.
watch("value", () => {
  const { name, type, text } = JSON.parse(props.value);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
});
