using System.ComponentModel;
using System.Diagnostics;

namespace Wattd.Commands.Unit;

/// <summary>Asks systemd about a unit.</summary>
static class Systemctl
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Prints properties of a unit, one <c>NAME=value</c> a line; null where systemd does not run this machine or does not answer.</summary>
    public static string? Show(string unit, IEnumerable<string> properties)
    {
        // sd_booted(3): without it, systemctl has nobody to ask.
        if (!Directory.Exists("/run/systemd/system"))
            return null;
        var command = new ProcessStartInfo("systemctl") { RedirectStandardOutput = true, RedirectStandardError = true };
        command.ArgumentList.Add("show");
        command.ArgumentList.Add(unit);
        command.ArgumentList.Add("--property=" + string.Join(',', properties));
        try
        {
            using var systemctl = Process.Start(command)!;
            systemctl.ErrorDataReceived += (_, _) => { };
            systemctl.BeginErrorReadLine();
            var text = systemctl.StandardOutput.ReadToEndAsync();
            if (text.Wait(Patience))
                return systemctl.WaitForExit(Patience) && systemctl.ExitCode == 0 ? text.Result : null;
            systemctl.Kill();
            return null;
        }
        catch (Exception e) when (e is Win32Exception or IOException or InvalidOperationException or AggregateException)
        {
            return null;
        }
    }
}
