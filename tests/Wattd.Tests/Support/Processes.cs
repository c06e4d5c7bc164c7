namespace Wattd.Tests.Support;

/// <summary>What the kernel says of a process.</summary>
static class Processes
{
    /// <summary>Waits until a process is gone: dead, and reaped if it is a child of this one.</summary>
    public static void AssertGone(int id) => Eventually.Wait(() => IsGone(id), $"process {id} is gone");

    /// <summary>A zombie that belongs to another process is that one's affair.</summary>
    static bool IsGone(int id)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ');
            return fields[0] == "Z" && fields[1] != Environment.ProcessId.ToString();
        }
        catch (IOException)
        {
            return true;
        }
    }
}
