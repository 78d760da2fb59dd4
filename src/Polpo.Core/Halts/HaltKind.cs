namespace Polpo.Core.Halts;

public enum HaltKind
{
    /// <summary>Nothing goes on: turns are cut, no model is asked, sandboxes are frozen.</summary>
    Stop,

    /// <summary>Nothing new begins; what runs goes on to its end.</summary>
    Drain,
}
