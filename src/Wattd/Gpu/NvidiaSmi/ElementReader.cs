using System.Xml;

namespace Wattd.Gpu.NvidiaSmi;

/// <summary>
/// Loads a document as elements, without the two parts that make up most of it and that nothing reads, and within
/// bounds that a real document of 32 GPUs keeps.
/// </summary>
static class ElementReader
{
    const int DeepestLevel = 16;
    const int MostElements = 100_000;
    const int LongestText = 256;

    static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CheckCharacters = false,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        MaxCharactersInDocument = NvidiaSmiProcess.LargestOutput,
    };

    /// <exception cref="XmlException">It is not well-formed, or out of bounds.</exception>
    public static Element Load(Stream stream)
    {
        using var reader = XmlReader.Create(stream, Settings);
        var ancestors = new Stack<Element>();
        ancestors.Push(new Element("", ""));
        var root = ancestors.Peek();
        var text = new char[LongestText];
        var (elements, skipped) = (0, int.MaxValue);

        while (reader.Read())
        {
            if (reader.Depth > DeepestLevel)
                throw new XmlException($"elements nested more than {DeepestLevel} deep");
            if (reader.NodeType == XmlNodeType.Element && ++elements > MostElements)
                throw new XmlException($"more than {MostElements} elements");

            if (reader.Depth > skipped)
                continue;
            skipped = int.MaxValue;
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when IsSkipped(reader.Name):
                    skipped = reader.IsEmptyElement ? int.MaxValue : reader.Depth;
                    break;
                case XmlNodeType.Element:
                    var element = new Element(reader.Name, reader.GetAttribute("id") ?? "");
                    ancestors.Peek().Add(element);
                    if (!reader.IsEmptyElement)
                        ancestors.Push(element);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA when ancestors.Peek().Text.Length == 0:
                    ancestors.Peek().Text = new string(text.AsSpan(0, reader.ReadValueChunk(text, 0, LongestText)).Trim());
                    break;
                case XmlNodeType.EndElement when !IsSkipped(reader.Name):
                    ancestors.Pop();
                    break;
            }
        }
        return root.Children.Count == 1 ? root.Children[0] : throw new XmlException("no root element");
    }

    static bool IsSkipped(string name) => name is "supported_clocks" or "processes" or "accounted_processes";
}
