namespace Polpo.Runner.Walls.Entry;

/// <summary>One system call of an entry program. When it fails, the program ends with the error's number and the step's name on standard error.</summary>
internal sealed record Step(string Name, uint Call, params ulong[] Arguments)
{
    /// <summary>Where to go on when the call answers more than zero; null: with the next step.</summary>
    public Step? IfPositive { get; init; }
}
