// Runs in gradio's HTML component, which is not seen: its value is the conversation to keep.
watch("value", () => archiveQa.keep(props.value));
