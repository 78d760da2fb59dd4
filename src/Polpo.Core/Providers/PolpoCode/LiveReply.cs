using Polpo.Core.Gateway;
using Polpo.Core.Sessions;
using Polpo.Engine.Journal.Live;

namespace Polpo.Core.Providers.PolpoCode;

/// <summary>Shows a reply while the model writes it. Another try begins anew.</summary>
internal sealed class LiveReply(LiveFrames frames, Session session) : IDisposable
{
    private readonly Dictionary<string, LiveChannel> _streams = [];

    public void Show(Delta delta)
    {
        if (delta is Delta.Text text)
            Of("text").Append(text.Value);
        else if (delta is Delta.Thinking thinking)
            Of("thinking").Append(thinking.Value);
        else if (delta is Delta.Retrying retry)
        {
            Dispose();
            Of("notice").Append($"{retry.Reason} Trying again in {retry.Wait.TotalSeconds:0.#} s.");
        }
    }

    public void Dispose()
    {
        foreach (var stream in _streams.Values)
            stream.Dispose();
        _streams.Clear();
    }

    private LiveChannel Of(string kind) =>
        _streams.TryGetValue(kind, out var open)
            ? open
            : _streams[kind] = frames.Open(session.Workspace, session.Id, kind);
}
