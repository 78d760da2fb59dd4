namespace Polpo.Benchmarks.Measuring;

/// <summary>A scenario came to a wrong result: its time means nothing.</summary>
public sealed class WrongResultException(string message) : Exception(message)
{
    public static void Unless(bool holds, string message)
    {
        if (!holds)
            throw new WrongResultException(message);
    }
}
