using Polpo.Benchmarks.Lab;
using Polpo.Benchmarks.Measuring;

namespace Polpo.Benchmarks.Scenarios;

/// <summary>Something that is timed, with the check that it came out right.</summary>
internal abstract class Scenario
{
    /// <summary>How it is asked for on the command line.</summary>
    public abstract string Name { get; }

    public abstract string About { get; }

    /// <summary>How often, when the command line does not say.</summary>
    public abstract int Runs { get; }

    /// <exception cref="WrongResultException">It came to another result than it must; there is no figure then.</exception>
    public abstract Task<IReadOnlyList<Figure>> RunAsync(
        Laboratory laboratory,
        int runs,
        CancellationToken cancellationToken
    );
}
