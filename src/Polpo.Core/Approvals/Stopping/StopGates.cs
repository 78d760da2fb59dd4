using Polpo.Engine.Kernel;

namespace Polpo.Core.Approvals.Stopping;

/// <summary>
/// Asks the gates at <c>orchestrator:shutdown</c> whether a server that is told to stop may. Until they have answered everything goes on. No gate holds
/// a stop for longer than <see cref="Longest"/>: whoever runs the machine will end it some day, and nothing is lost by that.
/// </summary>
public sealed class StopGates
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly StopQuestions _questions;
    private readonly TimeProvider _time;

    internal StopGates(StopQuestions questions, TimeProvider time) => (_questions, _time) = (questions, time);

    /// <param name="tell">Hears once what holds it, in sentences.</param>
    /// <param name="now">Whoever cancels it does not wait for an answer.</param>
    /// <returns>False: a person said no.</returns>
    public async Task<bool> MayStopAsync(Action<string> tell, CancellationToken now)
    {
        var begun = _time.GetTimestamp();
        var asked = await _questions.BeginAsync(now);
        var told = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            while (_time.GetElapsedTime(begun) < Longest)
            {
                var answers = new List<StopAnswer>();
                foreach (var question in asked)
                    answers.Add(await _questions.AskAsync(question, now));
                if (answers.OfType<StopAnswer.No>().FirstOrDefault() is { } no)
                {
                    tell(no.Reason);
                    return false;
                }
                var held = answers.OfType<StopAnswer.Held>().ToList();
                if (held.Count == 0)
                    return true;
                foreach (var one in held.Where(one => told.Add(one.Reason)))
                    tell(one.Reason);
                await Task.Delay(BetweenLooks, _time, now);
            }
            return true;
        }
        finally
        {
            foreach (var question in asked)
                await _questions.WithdrawAsync(question, CancellationToken.None);
        }
    }
}
