using System.Globalization;
using System.Text;

namespace Wattd.Tests.Support;

/// <summary>A zone of a simulated tree.</summary>
sealed class PlantedZone(string folder)
{
    public string Folder { get; } = folder;

    public string CounterPath => Path.Combine(Folder, "energy_uj");

    /// <summary>
    /// The counter in microjoules. Written with leading zeros in one write, so that the file keeps its size
    /// and a reader never sees a partial value.
    /// </summary>
    public ulong Energy
    {
        get => ulong.Parse(File.ReadAllText(CounterPath), CultureInfo.InvariantCulture);
        set
        {
            using var handle = File.OpenHandle(CounterPath, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
            RandomAccess.Write(handle, Format(value), 0);
        }
    }

    /// <summary>The text of a counter, with the same length for every value.</summary>
    public static byte[] Format(ulong microjoules) => Encoding.ASCII.GetBytes($"{microjoules:D20}\n");

    public PlantedZone Constraint(int index, string name, ulong microwatts)
    {
        Write($"constraint_{index}_name", name);
        Write($"constraint_{index}_power_limit_uw", $"{microwatts}");
        Write($"constraint_{index}_max_power_uw", "");
        return this;
    }

    /// <summary>Writes a file of the zone; an empty text leaves it empty.</summary>
    public void Write(string file, string text) =>
        File.WriteAllText(Path.Combine(Folder, file), text.Length == 0 ? "" : $"{text}\n");

    public void SetMode(string file, UnixFileMode mode) => File.SetUnixFileMode(Path.Combine(Folder, file), mode);

    public void Delete(string file) => File.Delete(Path.Combine(Folder, file));
}
