using System.Collections.Immutable;

namespace Wattd.Settings;

/// <summary>The options of every component, bound and checked: one immutable record each. Two sets are equal when their records are.</summary>
/// <param name="records">One record of each type.</param>
sealed class OptionSet(params ImmutableArray<object> records) : IEquatable<OptionSet>
{
    /// <summary>The record of a type; where several derive from the type, the first.</summary>
    public T Get<T>() => All<T>().First();

    /// <summary>Every record that is of a type or derives from it.</summary>
    public IEnumerable<T> All<T>() => records.OfType<T>();

    /// <summary>The set with every record that is of a type, or derives from it, replaced.</summary>
    public OptionSet With<T>(Func<T, T> change)
        where T : class => new([.. records.Select(record => record is T one ? change(one) : record)]);

    public bool Equals(OptionSet? other) => other is not null && other.All<object>().SequenceEqual(records);

    public override bool Equals(object? obj) => Equals(obj as OptionSet);

    public override int GetHashCode() => records.Aggregate(0, HashCode.Combine);
}
