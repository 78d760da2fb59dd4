using System.Text;

namespace Polpo.Engine.Journal.Live;

/// <summary>One reply or one command's output while it comes. Close it before the fact that holds all of it is written: what is closed is not shown any more.</summary>
public sealed class LiveChannel : IDisposable
{
    private readonly LiveRoom _room;
    private readonly LiveFrame _blank;
    private readonly StringBuilder _end = new();
    private long _length;

    internal LiveChannel(LiveRoom room, LiveFrame blank)
    {
        _room = room;
        _blank = blank;
    }

    internal long Number => _blank.Stream;

    public void Append(string text)
    {
        if (text.Length > 0)
            _room.Say(this, text);
    }

    public void Dispose() => _room.Close(this);

    /// <summary>Called in the room's lock.</summary>
    internal LiveFrame Next(string text)
    {
        var frame = (_blank with { From = _length }).Followed(text);
        _length += text.Length;
        _end.Append(text);
        // Twice as much before it is cut, so that cutting costs little a character.
        if (_end.Length > 2 * LiveFrame.MostText)
            _end.Remove(0, _end.Length - LiveFrame.MostText);
        return frame;
    }

    /// <summary>What somebody who comes now has missed. Called in the room's lock.</summary>
    internal LiveFrame? SoFar =>
        _length == 0 ? null : (_blank with { From = _length - _end.Length }).Followed(_end.ToString());
}
