"use strict";

/** "3 h264 1920x1080, 1 hevc 3840x2160"; empty while there is no session, and with nvidia-smi. */
const sessionsOf = gpu => Object.entries(gpu.gpu_encoder_codec_sessions ?? {})
  .flatMap(([codec, sizes]) => Object.entries(sizes).map(([size, count]) => `${count} ${codec} ${size}`)).join(", ");

/** The processes on a GPU with their encoder sessions, in a list that is closed at first; none where gpu.processes is off. */
class ProcessList {
  columns = [
    ["PID", process => process.pid],
    ["Encoder, %", process => show(process.gpu_process_utilization_percent?.encoder)],
    ["Decoder, %", process => show(process.gpu_process_utilization_percent?.decoder)],
    ["SM, %", process => show(process.gpu_process_utilization_percent?.sm)],
    ["Memory, %", process => show(process.gpu_process_utilization_percent?.memory)],
    ["GiB", process => show(process.gpu_process_memory_bytes === undefined ? undefined : process.gpu_process_memory_bytes / GIBIBYTE, 2)],
    ["Sessions", process => process.sessions],
  ];
  count = html("summary");
  rows = html("tbody");
  element = html("details", { class: "processes" }, this.count, html("div", { class: "scroll" }, html("table", {},
    html("thead", {}, html("tr", {}, ...this.columns.map(([title]) => html("th", {}, title)))), this.rows)));

  show(gpu) {
    const processes = gpu?.processes ?? [];
    this.element.hidden = !processes.length;
    const all = processes.length + (gpu?.gpu_processes_unlisted ?? 0);
    setText(this.count, all === 1 ? "1 process" : `${all} processes`);
    const cells = processes.map(process => ({ ...process, sessions: this.sessions(gpu, process.pid) }))
      .map(process => this.columns.map(([, read]) => `${read(process)}`));
    const shown = JSON.stringify(cells);
    if (shown === this.shown) return;
    this.shown = shown;
    this.rows.replaceChildren(...cells.map(row => html("tr", {}, ...row.map(cell => html("td", {}, cell)))));
  }

  sessions(gpu, pid) {
    return (gpu.encoder_sessions ?? []).filter(session => session.pid === pid).map(session => [session.codec, session.resolution,
      withUnit(session.gpu_encoder_session_fps, 0, "fps")].filter(part => part).join(" ")).join(", ");
  }
}
