namespace Polpo.Engine.Journal.Live;

/// <summary>A part of what a subject that runs is saying: <c>text</c>, <c>thinking</c>, <c>output</c>, <c>notice</c>. Never stored.</summary>
/// <param name="CallId">The tool call that it belongs to, if any.</param>
/// <param name="Stream">The reply or run that it is part of; a later one of the same kind and call has a higher number.</param>
/// <param name="From">How many characters of the stream came before <paramref name="Text"/>.</param>
public sealed record LiveFrame(
    string Workspace,
    string Subject,
    string Kind,
    string? CallId,
    long Stream,
    long From,
    string Text
)
{
    /// <summary>As much of a stream's end is shown to who comes late or watches slowly, in characters.</summary>
    public const int MostText = 64 * 1024;

    internal LiveFrame Followed(string text)
    {
        var all = Text + text;
        var cut = Math.Max(0, all.Length - MostText);
        return this with { From = From + cut, Text = all[cut..] };
    }
}
