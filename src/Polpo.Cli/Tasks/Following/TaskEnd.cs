using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Tasks.Following;

/// <summary>Tells from a task's facts when there is nothing more to wait for.</summary>
/// <param name="merges">Whether a done task is merged without being asked again.</param>
internal sealed class TaskEnd(bool merges)
{
    private bool _merged;
    private string? _status;

    public bool IsReached => _status is "failed" or "awaiting_approval" || (_status == "done" && (_merged || !merges));

    public void Note(EventView fact)
    {
        if (fact.Type == "task.moved")
            _status = fact.Body.Text("to");
        else if (fact.Type is "task.merged" or "task.merge_refused")
            _merged = true;
        else if (fact.Type == "task.deleted")
            _status = "failed";
    }
}
