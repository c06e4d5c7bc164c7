namespace Wattd.Collectors.Cpu.Powercap;

/// <summary>How a read of an energy counter went.</summary>
enum CounterRead
{
    /// <summary>It gave a value.</summary>
    Value,

    /// <summary>It gave something that is no unsigned number.</summary>
    Invalid,

    /// <summary>Its zone is no longer there.</summary>
    Gone,

    /// <summary>The kernel refused with another error.</summary>
    Failed,
}
