namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// An element of the document. Only direct children are searched: the same names occur under several parents
/// (<c>average_power_draw</c> under three, <c>fb_memory_usage</c> in every MIG slice, before the GPU's own).
/// </summary>
/// <param name="name">Its tag.</param>
/// <param name="id">Its <c>id</c> attribute; empty if it has none.</param>
sealed class Element(string name, string id)
{
    List<Element>? _children;

    public string Name { get; } = name;

    public string Id { get; } = id;

    /// <summary>Its own text, trimmed; empty if it has children only. A container may be a text such as <c>N/A</c>.</summary>
    public string Text { get; set; } = "";

    public IReadOnlyList<Element> Children => _children ?? (IReadOnlyList<Element>)[];

    public void Add(Element child) => (_children ??= []).Add(child);

    /// <summary>The first direct child of that name; null if there is none.</summary>
    public Element? Child(string name)
    {
        foreach (var child in Children)
        {
            if (child.Name == name)
                return child;
        }
        return null;
    }

    /// <summary>The first of several names that is a direct child; null if none is.</summary>
    public Element? ChildOf(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Child(name) is { } child)
                return child;
        }
        return null;
    }
}
