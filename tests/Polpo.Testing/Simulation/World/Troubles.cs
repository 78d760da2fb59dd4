namespace Polpo.Testing.Simulation.World;

internal enum Trouble
{
    None,

    /// <summary>A person does something: no trouble, but it comes in the same way.</summary>
    Person,
    Death,
}

/// <summary>When what happens from outside: people, deaths of the server, a full disk, a clock that is set.</summary>
internal sealed class Troubles(Chance chance, SimulatedClock clock)
{
    private static readonly TimeSpan People = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan Deaths = TimeSpan.FromMinutes(50);
    private static readonly TimeSpan FullDisks = TimeSpan.FromHours(3);
    private static readonly TimeSpan FullFor = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ClockSets = TimeSpan.FromHours(8);

    private readonly Dictionary<string, DateTimeOffset> _next = new(StringComparer.Ordinal);

    public bool On { get; private set; }

    public bool IsDiskFull { get; private set; }

    public DateTimeOffset? Next => _next.Count == 0 ? null : _next.Values.Min();

    public void Begin()
    {
        On = true;
        Set("person", People);
        Set("death", Deaths);
        Set("full", FullDisks);
        Set("clock", ClockSets);
    }

    public void End()
    {
        (On, IsDiskFull) = (false, false);
        _next.Clear();
    }

    /// <summary>Somebody made room, since the server would not start otherwise.</summary>
    public void MakeRoom() => IsDiskFull = false;

    /// <summary>What has come due by now, the earliest first; none, most of the time.</summary>
    public Trouble Happens()
    {
        var (what, at) = _next.OrderBy(pair => pair.Value).FirstOrDefault();
        if (what is null || at > clock.Now)
            return Trouble.None;
        if (what == "full")
        {
            IsDiskFull = !IsDiskFull;
            Set(what, IsDiskFull ? FullFor : FullDisks);
            return Trouble.None;
        }
        if (what == "clock")
        {
            clock.Jump(TimeSpan.FromHours(chance.Of("clock jump") * 2.5 - 0.5));
            Set(what, ClockSets);
            return Trouble.None;
        }
        Set(what, what == "death" ? Deaths : People);
        return what == "death" ? Trouble.Death : Trouble.Person;
    }

    private void Set(string what, TimeSpan usual) => _next[what] = clock.Now + chance.Span(usual, $"next {what}");
}
