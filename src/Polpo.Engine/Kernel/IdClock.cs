namespace Polpo.Engine.Kernel;

/// <summary>A clock that also says what chance adds to the time in an id: a simulation repeats itself only with the same ids.</summary>
public abstract class IdClock : TimeProvider
{
    /// <returns>A version 7 UUID of the clock's time.</returns>
    public abstract Guid NewId();
}
