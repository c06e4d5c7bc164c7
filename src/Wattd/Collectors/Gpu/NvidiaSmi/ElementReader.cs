using System.Xml;

namespace Wattd.Collectors.Gpu.NvidiaSmi;

/// <summary>
/// Loads a document as elements, within limits that a real document of 64 GPUs meets: the heap is 64 MiB in all.
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

    /// <exception cref="XmlException">It is not well-formed, or exceeds the limits.</exception>
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
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    Append(ancestors.Peek(), reader, text);
                    break;
                case XmlNodeType.EndElement:
                    var ended = ancestors.Pop();
                    ended.Text = ended.Text.Trim();
                    break;
            }
        }
        return root.Children.Count == 1 ? root.Children[0] : throw new XmlException("no root element");
    }

    /// <summary>
    /// Adds a piece of an element's text, which comments split. Text that is too long ends in a mark, so it is not a
    /// number.
    /// </summary>
    static void Append(Element element, XmlReader reader, char[] buffer)
    {
        var left = LongestText - element.Text.Length;
        var (length, read) = (0, 0);
        while (length < left && (read = reader.ReadValueChunk(buffer, length, left - length)) > 0)
            length += read;
        element.Text += buffer.AsSpan(0, length).ToString();
        if (length == left && reader.ReadValueChunk(buffer, 0, 1) > 0)
            element.Text = element.Text[..^1] + "…";
    }
}
