using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Alarms;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Notices;

/// <summary>One message to one person, group or program.</summary>
/// <param name="Person">The account's name; null for a group or program.</param>
/// <param name="Address">The mail address; empty for others.</param>
/// <param name="Alarms">How many it tells of.</param>
/// <param name="ErrorCode">
/// refused, too_often, sign_in_refused, answer_unreadable, timeout, connection_failed, certificate_refused, address_private, queue_full, outcome_unknown; null when nothing is wrong.
/// </param>
/// <param name="Answer">The peer's last words.</param>
/// <param name="NextAt">When it is tried; null when it is not.</param>
internal sealed record NoticeDelivery(
    string Id,
    string ChannelId,
    string ChannelName,
    ChannelKind ChannelKind,
    string? Person,
    string Address,
    string Title,
    int Alarms,
    NoticeDeliveryState State,
    int Attempts,
    string? ErrorCode,
    string Answer,
    DateTimeOffset CreatedAt,
    DateTimeOffset? NextAt,
    DateTimeOffset? FinishedAt);

/// <summary>What was sent and what stands in line, as people read it.</summary>
internal sealed class DeliveryLists(HubDatabase database, TimeProvider time)
{
    private const string Columns = """
        notice_delivery.id, notice_delivery.channel_id, notice_channel.name AS channel_name, notice_channel.kind AS channel_kind, account.name AS person, notice_delivery.address, notice_delivery.title,
        notice_delivery.alarms, notice_delivery.state, notice_delivery.attempts, notice_delivery.error_code, notice_delivery.answer, notice_delivery.created_at_ms, notice_delivery.next_at_ms,
        notice_delivery.finished_at_ms
        """;

    private const string Joins = "FROM notice_delivery JOIN notice_channel ON notice_channel.id = notice_delivery.channel_id LEFT JOIN account ON account.id = notice_delivery.account_id";

    private const string Replay = """
        UPDATE notice_delivery SET state = 'waiting', attempts = 0, unsure = 0, created_at_ms = @nowMs, next_at_ms = @nowMs, finished_at_ms = NULL, error_code = NULL WHERE id = @id AND state <> 'waiting'
        """;

    public static IReadOnlyDictionary<string, string> SortColumns { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["createdAt"] = "notice_delivery.created_at_ms" };

    public Task<Page<NoticeDelivery>> ListAsync(Scope scope, string? channel, IReadOnlyList<string>? states, PagePlan plan, CancellationToken cancellationToken) => ReadAsync(
        $"""
        WHERE {scope.FilterPlaces("notice_channel.scope_id")} AND (@channel IS NULL OR notice_delivery.channel_id = @channel) {(states is null ? "" : "AND notice_delivery.state IN @states")}
        """,
        new { scopeId = scope.Id, channel, states },
        plan,
        cancellationToken);

    public Task<Page<NoticeDelivery>> OfAccountAsync(string account, PagePlan plan, CancellationToken cancellationToken) =>
        ReadAsync("WHERE notice_delivery.account_id = @account", new { account }, plan, cancellationToken);

    /// <returns>Null when it is not there; false when it is still in line.</returns>
    public async Task<bool?> ReplayAsync(Scope scope, string id, CancellationToken cancellationToken)
    {
        await using (var connection = await database.OpenAsync(cancellationToken))
        {
            var found = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) {Joins} WHERE notice_delivery.id = @id AND {scope.FilterPlaces("notice_channel.scope_id")}", new { id, scopeId = scope.Id });
            if (found == 0) return null;
        }
        return await database.WriteAsync(connection => connection.ExecuteAsync(Replay, new { id, nowMs = time.GetUtcNow().ToUnixTimeMilliseconds() }), cancellationToken) == 1;
    }

    private async Task<Page<NoticeDelivery>> ReadAsync(string where, object values, PagePlan plan, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var total = await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) {Joins} {where}", values);
        var rows = await connection.QueryAsync<Row>($"SELECT {Columns} {Joins} {where} {plan.Sql}", values);
        return plan.Of(rows.Select(row => row.View()).ToList(), total);
    }

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string ChannelId { get; init; }

        public required string ChannelName { get; init; }

        public required string ChannelKind { get; init; }

        public string? Person { get; init; }

        public required string Address { get; init; }

        public required string Title { get; init; }

        public int Alarms { get; init; }

        public required string State { get; init; }

        public int Attempts { get; init; }

        public string? ErrorCode { get; init; }

        public required string Answer { get; init; }

        public long CreatedAtMs { get; init; }

        public long? NextAtMs { get; init; }

        public long? FinishedAtMs { get; init; }

        public NoticeDelivery View() => new(
            Id, ChannelId, ChannelName, Words.Enum<ChannelKind>(ChannelKind), Person, Address, Title, Alarms, Words.Enum<NoticeDeliveryState>(State), Attempts, ErrorCode, Answer,
            AlarmRow.Time(CreatedAtMs), AlarmRow.Time(NextAtMs), AlarmRow.Time(FinishedAtMs));
    }
}
