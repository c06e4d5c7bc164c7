using System.Collections.Immutable;

namespace Wattd.Collectors.Wall;

/// <summary>A way to read the power meters of the machine. Used by one thread at a time; a read may hang in the firmware.</summary>
interface IWallSource : IDisposable
{
    /// <summary>The default interval of reads.</summary>
    TimeSpan DefaultInterval { get; }

    /// <summary>A shorter <c>wall.interval</c> is extended to this. The default is 0: none is.</summary>
    TimeSpan ShortestInterval => TimeSpan.Zero;

    /// <summary>How much longer than <c>wall.timeout</c> a read may take, for a source that enforces the limit itself.</summary>
    TimeSpan Overrun => TimeSpan.Zero;

    /// <summary>What the log calls its meter before it has shown its meters.</summary>
    string FirstMeter => "acpi0";

    /// <summary>Reads every meter. Returns the same inventory object while nothing in it has changed.</summary>
    /// <param name="isLeftAlone">Whether a meter is not read this time, and gives an empty value; null: every one is read.</param>
    /// <exception cref="Sampling.SourceException">There is no meter, or none may be read.</exception>
    WallAnswer Read(Func<WallMeter, bool>? isLeftAlone = null);

    /// <summary>Ends a read in progress if it can. Called on another thread; does not wait.</summary>
    void Interrupt()
    {
    }
}

/// <summary>What one read gave.</summary>
/// <param name="Inventory">The meters.</param>
/// <param name="Values">A value for each of them.</param>
sealed record WallAnswer(WallInventory Inventory, ImmutableArray<WallValue> Values);

/// <summary>What one meter gave.</summary>
/// <param name="Watts">The power, as the meter shows it; null if it gave none.</param>
/// <param name="Reason">Why it gave none, one of <see cref="WallFailure"/>; empty if it gave one, or was not read.</param>
/// <param name="Problem">The same in one line.</param>
readonly record struct WallValue(double? Watts, string Reason = "", string Problem = "")
{
    /// <summary>Whether it was read and gave none.</summary>
    public bool HasFailed => Watts is null && Reason.Length > 0;
}
