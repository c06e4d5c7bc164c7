using System.Diagnostics;
using System.Text;

namespace Wattd.Tests.Support;

/// <summary>The published binary in a terminal of 100 by 30, created by script(1) of util-linux.</summary>
sealed class TerminalRun : IAsyncDisposable
{
    const string SettingsMark = "SETTINGS ", ExitMark = "EXIT ";

    readonly Process _script;
    readonly StringBuilder _text = new();

    TerminalRun(Process script)
    {
        _script = script;
        _ = ReadAsync();
    }

    /// <summary>What was written so far.</summary>
    public string Text
    {
        get
        {
            lock (_text)
                return _text.ToString();
        }
    }

    /// <summary>The results of the run.</summary>
    /// <param name="Text">The complete output of wattd to the terminal.</param>
    /// <param name="ExitCode">Its exit code.</param>
    /// <param name="SettingsBefore">The settings of the terminal before, from stty(1).</param>
    /// <param name="SettingsAfter">The same, after.</param>
    internal sealed record End(string Text, string ExitCode, string SettingsBefore, string SettingsAfter);

    /// <summary>Starts wattd with arguments, in a terminal of 100 by 30 or another size.</summary>
    public static TerminalRun Start(string arguments, string environment = "LANG=C.UTF-8", int columns = 100, int rows = 30)
    {
        var command = $"stty rows {rows} cols {columns}; echo \"{SettingsMark}$(stty -g)\"; env TERM=xterm LANG=C.UTF-8 {environment} "
            + $"'{DaemonProcess.Binary}' {arguments}; echo \"{ExitMark}$?\"; echo \"{SettingsMark}$(stty -g)\"";
        return new TerminalRun(Process.Start(new ProcessStartInfo("script", ["-q", "-e", "-c", command, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!);
    }

    /// <summary>Starts an interactive bash with job control. It can run the binary as <c>$wattd</c>.</summary>
    /// <param name="folder">Where it runs.</param>
    public static TerminalRun StartShell(string folder)
    {
        var start = new ProcessStartInfo("script", ["-q", "-e", "-c", "bash --norc --noprofile --noediting -i", "/dev/null"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["wattd"] = DaemonProcess.Binary;
        start.Environment["TERM"] = "xterm";
        start.Environment["LC_ALL"] = "C";
        return new TerminalRun(Process.Start(start)!);
    }

    /// <summary>Waits until a text is written.</summary>
    public Task Shows(string text) => Eventually.True(() => Text.Contains(text, StringComparison.Ordinal), $"'{text}' in the terminal");

    /// <summary>Presses keys.</summary>
    public async Task Type(string keys)
    {
        await _script.StandardInput.WriteAsync(keys);
        await _script.StandardInput.FlushAsync();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<End> Ended()
    {
        await _script.WaitForExitAsync().WaitAsync(Eventually.Deadline);
        await Eventually.True(() => Text.Split(SettingsMark).Length == 3, "the end of the terminal");
        var parts = Text.Split(SettingsMark);
        var (before, rest) = (parts[1].Split("\r\n")[0], parts[1][(parts[1].IndexOf("\r\n", StringComparison.Ordinal) + 2)..]);
        var exit = rest.LastIndexOf(ExitMark, StringComparison.Ordinal);
        return new End(rest[..exit], rest[(exit + ExitMark.Length)..].Trim(), before, parts[2].Trim());
    }

    /// <summary>Closes the terminal.</summary>
    public void HangUp() => _script.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_script.HasExited)
            _script.Kill(entireProcessTree: true);
        await _script.WaitForExitAsync();
        _script.Dispose();
    }

    async Task ReadAsync()
    {
        var piece = new char[4096];
        while (await _script.StandardOutput.ReadAsync(piece) is var count and > 0)
        {
            lock (_text)
                _text.Append(piece, 0, count);
        }
    }
}
