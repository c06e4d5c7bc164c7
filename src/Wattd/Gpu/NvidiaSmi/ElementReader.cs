using System.Xml;

namespace Wattd.Gpu.NvidiaSmi;

/// <summary>
/// Loads a document as elements, within bounds that a real document of 64 GPUs keeps: the heap is 64 MiB in all.
/// </summary>
static class ElementReader
{
    const int DeepestLevel = 16;
    const int MostElements = 32_768;
    const int MostChildren = 1024;
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
        var elements = 0;

        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.Depth > DeepestLevel:
                    throw new XmlException($"elements nested more than {DeepestLevel} deep");
                case XmlNodeType.Element when ++elements > MostElements:
                    throw new XmlException($"more than {MostElements} elements");
                case XmlNodeType.Element when ancestors.Peek().Children.Count == MostChildren:
                    throw new XmlException($"more than {MostChildren} elements in one");
                case XmlNodeType.Element:
                    var element = new Element(reader.Name, reader.GetAttribute("id") ?? "");
                    ancestors.Peek().Add(element);
                    if (!reader.IsEmptyElement)
                        ancestors.Push(element);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA when ancestors.Peek().Text.Length == 0:
                    ancestors.Peek().Text = new string(text.AsSpan(0, reader.ReadValueChunk(text, 0, LongestText)).Trim());
                    break;
                case XmlNodeType.EndElement:
                    ancestors.Pop();
                    break;
            }
        }
        return root.Children.Count == 1 ? root.Children[0] : throw new XmlException("no root element");
    }
}
