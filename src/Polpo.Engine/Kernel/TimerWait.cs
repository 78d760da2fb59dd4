namespace Polpo.Engine.Kernel;

/// <summary>How long a timer is to wait so that a time has come when it fires.</summary>
public static class TimerWait
{
    /// <summary>Rounded up: timers count whole milliseconds and drop the rest, and who waits for less than one asks again and again.</summary>
    public static TimeSpan For(TimeSpan left) => TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
}
