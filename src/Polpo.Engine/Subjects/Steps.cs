using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Engine.Subjects;

/// <summary>How a driver goes on: it looks at what there is, does what that calls for and looks again, until it has to wait.</summary>
public static class Steps
{
    /// <param name="look">Reads what there is; null: it is gone.</param>
    /// <param name="step">Answers what it has to wait for; null: it goes on.</param>
    /// <param name="fail">Ends what cannot go on, and tells why: nobody waits for ever.</param>
    /// <param name="tries">How often a person may have changed something meanwhile.</param>
    public static async Task<Next> TakeAsync<T>(
        Func<Task<T?>> look,
        Func<T, Task<Next?>> step,
        Func<T, Exception, Task> fail,
        int tries
    )
        where T : class
    {
        var conflicts = 0;
        while (await look() is { } seen)
        {
            try
            {
                if (await step(seen) is { } waiting)
                    return waiting;
            }
            catch (RefusedException refused) when (refused.Refusal == Refusal.Conflict && ++conflicts < tries)
            {
                // Look again.
            }
            catch (Exception wrong)
                when (wrong
                        is not (
                            OperationCanceledException
                            or OwnershipLostException
                            or DbException
                            or DbUpdateException
                        )
                )
            {
                // After those another server, or another time, goes on.
                await fail(seen, wrong);
                return Next.WhenWoken;
            }
        }
        return Next.WhenWoken;
    }

    /// <summary>What people are told of a failure of the driver.</summary>
    /// <param name="id">Under which the server's log has more of it.</param>
    public static string Reason(Exception wrong, string id) =>
        wrong is RefusedException
            ? wrong.Message
            : $"Something in Polpo broke: {wrong.Message} The server's log has the details ({id}).";
}
