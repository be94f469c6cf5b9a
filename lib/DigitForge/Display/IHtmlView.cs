namespace DigitForge.Display;

/// <summary>Something that shows itself as HTML. Notebook hosts find it by the attribute or by the method's name.</summary>
public interface IHtmlView
{
    /// <summary>A piece of HTML that needs nothing from the network.</summary>
    string ToHtml();
}
