namespace Polpo.Runner.Linux.Spawning;

/// <summary>The pipes to a child's standard input, output and errors.</summary>
internal sealed class Pipes : IDisposable
{
    public Pipe Input { get; } = new();

    public Pipe Output { get; } = new();

    public Pipe Errors { get; } = new();

    public void GiveTo(uint user)
    {
        Input.GiveTo(user);
        Output.GiveTo(user);
        Errors.GiveTo(user);
    }

    /// <summary>Once the child has them: an end that we held as well would never be at its end.</summary>
    public void CloseChildsEnds()
    {
        Input.Reading.Dispose();
        Output.Writing.Dispose();
        Errors.Writing.Dispose();
    }

    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
        Errors.Dispose();
    }
}
