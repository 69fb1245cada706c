using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;

namespace Tongtang.HubServer.Recordings;

/// <summary>Who sees a recording from now on, and requests that more people may (课件审核). The caller has checked that they may.</summary>
internal sealed class Publishing(HubDatabase database, EventHub events, TimeProvider time)
{
    private const string SetVisibility = "UPDATE recording SET visibility = @visibility, approval = NULL WHERE id = @recordingId";

    private const string SetApproval = "UPDATE recording SET approval = @approval WHERE id = @recordingId";

    private const string EndWaiting = "UPDATE approval_request SET state = @state, decided_by = @by, decided_at_ms = @nowMs WHERE recording_id = @recordingId AND state = 'waiting'";

    private const string Insert = """
        INSERT INTO approval_request (id, recording_id, visibility, state, asked_by, asked_at_ms, note, word)
        VALUES (@id, @recordingId, @visibility, 'waiting', @by, @nowMs, @note, '')
        """;

    private const string Decide = "UPDATE approval_request SET state = @state, decided_by = @by, decided_at_ms = @nowMs, word = @word WHERE id = @id AND state = 'waiting'";

    /// <summary>Pure: whether somebody must approve that a recording is shown to these instead of those.</summary>
    public static bool NeedsApproval(Visibility now, Visibility wish, ApprovalFrom from) => wish > now && (int)wish > (int)from;

    /// <summary>At once; what was asked before is settled by it.</summary>
    public async Task SetAsync(string recordingId, Visibility visibility, string by, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(SetVisibility, new { recordingId, visibility = visibility.Word() });
                await connection.ExecuteAsync(EndWaiting, new { recordingId, state = RequestState.Withdrawn.Word(), by, nowMs = NowMs });
            },
            cancellationToken);
        events.Changed("recording", recordingId);
    }

    /// <summary>Takes the place of what was asked before.</summary>
    public async Task AskAsync(string recordingId, Visibility visibility, string note, string by, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(SetApproval, new { recordingId, approval = ApprovalState.Waiting.Word() });
                await connection.ExecuteAsync(EndWaiting, new { recordingId, state = RequestState.Withdrawn.Word(), by, nowMs = NowMs });
                await connection.ExecuteAsync(Insert, new { id = NodeId.New(time), recordingId, visibility = visibility.Word(), by, nowMs = NowMs, note });
            },
            cancellationToken);
        events.Changed("recording", recordingId);
    }

    /// <returns>False: it was decided or withdrawn before.</returns>
    public async Task<bool> DecideAsync(ApprovalRequest request, RequestState decision, string word, string by, CancellationToken cancellationToken)
    {
        var decided = await database.WriteAsync(connection => DecideAsync(connection, request, decision, word, by), cancellationToken);
        if (decided) events.Changed("recording", request.RecordingId);
        return decided;
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<bool> DecideAsync(DbConnection connection, ApprovalRequest request, RequestState decision, string word, string by)
    {
        if (await connection.ExecuteAsync(Decide, new { id = request.Id, state = decision.Word(), by, nowMs = NowMs, word }) == 0) return false;
        if (decision == RequestState.Accepted) await connection.ExecuteAsync(SetVisibility, new { recordingId = request.RecordingId, visibility = request.Visibility.Word() });
        else await connection.ExecuteAsync(SetApproval, new { recordingId = request.RecordingId, approval = ApprovalState.Returned.Word() });
        return true;
    }
}
