using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Audit;

/// <summary>
/// Who played or fetched which recording. A player asks a thousand times: the first request waits until its row is on
/// disk, the others of the next half hour cost a look into a dictionary.
/// </summary>
internal sealed class PlayLog(HubDatabase database, AuditChain chain, AuditRepeats repeats)
{
    private const string Recording = "recording";

    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(30);

    /// <summary>By somebody who is signed in, or by a program.</summary>
    public ValueTask PlayedAsync(HttpContext context, string recordingId) => SeenAsync(context, AuditTrail.ActorOf(context), AuditAction.Play, "playRecording", recordingId);

    /// <summary>By whoever holds a link.</summary>
    /// <param name="link">What tells links apart, such as the token's hash.</param>
    public ValueTask PlayedByLinkAsync(HttpContext context, string recordingId, string link) =>
        SeenAsync(context, AuditTrail.ActorOf(context) with { Kind = ActorKind.Link, Name = $"link {link[..8]}" }, AuditAction.Play, "playRecording", recordingId);

    public ValueTask FetchedAsync(HttpContext context, string recordingId) => SeenAsync(context, AuditTrail.ActorOf(context), AuditAction.Download, "fetchDownload", recordingId);

    private ValueTask SeenAsync(HttpContext context, Actor actor, AuditAction action, string operation, string recordingId)
    {
        var key = $"{operation} {actor.Kind} {actor.Id} {actor.Name} {actor.Address} {recordingId}";
        return repeats.IsFirst(key, s_window) ? new ValueTask(WriteAsync(key, actor, action, operation, recordingId, context.RequestAborted)) : ValueTask.CompletedTask;
    }

    private async Task WriteAsync(string key, Actor actor, AuditAction action, string operation, string recordingId, CancellationToken cancellationToken)
    {
        try
        {
            await database.WriteAsync(
                async connection => await chain.AppendAsync(connection, AuditRow.Of(actor, action, operation, await AuditThings.FindAsync(connection, Recording, [recordingId]), AuditOutcome.Done)), cancellationToken);
        }
        catch
        {
            repeats.Forget(key);
            throw;
        }
    }
}
