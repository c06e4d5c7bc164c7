using System.Globalization;
using System.Text;
using Wattd.Linux;
using static Wattd.Linux.Errno;

namespace Wattd.Collectors.Wall.Acpi;

/// <summary>One ACPI power meter (ACPI000D) in hwmon.</summary>
/// <param name="Meter">Its identity.</param>
/// <param name="Folder">The folder that has its attributes.</param>
sealed record AcpiMeter(WallMeter Meter, string Folder)
{
    const double MicrowattsPerWatt = 1e6;

    /// <summary>Reads <c>power1_average</c>, for which the firmware is asked. The only attribute that is read on the grid.</summary>
    public WallValue Read()
    {
        var path = Path.Combine(Folder, "power1_average");
        try
        {
            using var file = KernelFile.OpenRead(path);
            Span<byte> buffer = stackalloc byte[32];
            var text = Encoding.ASCII.GetString(buffer[..RandomAccess.Read(file, buffer, 0)]).TrimEnd('\n');
            return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var microwatts)
                ? new WallValue(microwatts / MicrowattsPerWatt)
                : new WallValue(null, WallFailure.ReadFailed, $"{path}: {Shown(text)} is not a number of microwatts");
        }
        catch (UnauthorizedAccessException)
        {
            return new WallValue(null, WallFailure.PermissionDenied, $"{path}: permission denied; the kernel lets every user read it, so restore its mode: chmod a+r {path}");
        }
        catch (IOException e) when (e.HResult == ENODATA)
        {
            return new WallValue(null, WallFailure.NoData, $"{path}: the firmware has no value now");
        }
        catch (IOException e)
        {
            return new WallValue(null, WallFailure.ReadFailed, $"{path}: {e.Message}; 'dmesg' shows what the firmware failed at, and 'wall = off' leaves it alone");
        }
    }

    /// <summary>Whether it is still there.</summary>
    public bool IsPresent => File.Exists(Path.Combine(Folder, "power1_average"));

    static string Shown(string text) => text.Length == 0 ? "nothing" : $"'{string.Concat(text.Select(c => char.IsControl(c) ? '?' : c))}'";
}
