using System.Data.Common;
using System.Text.Json;
using System.Threading.Channels;
using Dapper;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Notices;

/// <summary>A message that is to be sent now.</summary>
/// <param name="Attempts">With the one that begins now.</param>
internal sealed record DueNotice(string Id, string Address, NoticeContent Content, int Attempts, DateTimeOffset CreatedAt, DateTimeOffset Now);

/// <summary>
/// Messages in line. An attempt is written down before it begins: after a SIGKILL in the middle of one, nobody knows whether
/// the peer has it, so it is sent once more, and after a second such end no more.
/// </summary>
internal sealed class NoticeOutbox(HubDatabase database, ChannelStore channels, TimeProvider time)
{
    /// <summary>Messages that one channel may have in line; when there are more, the oldest fail with <c>queue_full</c>.</summary>
    public const int MostWaiting = 1000;

    /// <summary>Attempts in a row without a known end.</summary>
    private const int MostUnsure = 2;

    /// <summary>How long an attempt may take before another may begin, should this hub be gone; longer than any patience here.</summary>
    private static readonly TimeSpan s_claim = TimeSpan.FromMinutes(2);

    private const string Insert = """
        INSERT INTO notice_delivery (id, channel_id, account_id, address, title, alarms, content, state, attempts, unsure, answer, created_at_ms, next_at_ms)
        VALUES (@id, @ChannelId, @AccountId, @Address, @title, @alarms, @content, 'waiting', 0, 0, '', @nowMs, @nowMs)
        """;

    private const string DropOldest = """
        UPDATE notice_delivery SET state = 'failed', error_code = 'queue_full', next_at_ms = NULL, finished_at_ms = @nowMs
        WHERE channel_id = @ChannelId AND state = 'waiting' AND id <= (
            SELECT id FROM notice_delivery WHERE channel_id = @ChannelId AND state = 'waiting' ORDER BY id DESC LIMIT 1 OFFSET @most)
        """;

    private const string SelectChannels = """
        SELECT DISTINCT notice_delivery.channel_id FROM notice_delivery JOIN notice_channel ON notice_channel.id = notice_delivery.channel_id
        WHERE notice_delivery.state = 'waiting' AND notice_delivery.next_at_ms <= @nowMs AND notice_channel.paused = 0 AND notice_channel.free_at_ms <= @nowMs
        """;

    private const string SelectDue = """
        SELECT id, address, content, attempts, unsure, created_at_ms FROM notice_delivery
        WHERE channel_id = @channel AND state = 'waiting' AND next_at_ms <= @nowMs ORDER BY next_at_ms, id LIMIT 1
        """;

    private const string Claim = "UPDATE notice_delivery SET attempts = attempts + 1, unsure = unsure + 1, next_at_ms = @claimMs WHERE id = @id";

    private const string SelectNext = """
        SELECT MIN(CASE WHEN notice_delivery.next_at_ms > notice_channel.free_at_ms THEN notice_delivery.next_at_ms ELSE notice_channel.free_at_ms END)
        FROM notice_delivery JOIN notice_channel ON notice_channel.id = notice_delivery.channel_id WHERE notice_delivery.state = 'waiting' AND notice_channel.paused = 0
        """;

    private const string FinishOne = """
        UPDATE notice_delivery SET state = @state, unsure = 0, error_code = @errorCode, answer = @answer, next_at_ms = @nextMs, finished_at_ms = @finishedMs WHERE id = @id AND state = 'waiting'
        """;

    // What was in the middle when the last hub ended is tried soon, not when that attempt would have been over.
    private const string Resume = "UPDATE notice_delivery SET next_at_ms = @nowMs WHERE state = 'waiting' AND unsure > 0";

    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    public ChannelReader<bool> Signal => _signal.Reader;

    public void Wake() => _signal.Writer.TryWrite(true);

    public async Task AddAsync(DbConnection connection, NoticeRule rule, NoticeContent content, int alarms)
    {
        var row = new { id = NodeId.New(time), rule.ChannelId, rule.AccountId, rule.Address, title = content.Title, alarms, content = JsonSerializer.Serialize(content, JsonDefaults.Options), nowMs = Now, most = MostWaiting };
        await connection.ExecuteAsync(Insert, row);
        await connection.ExecuteAsync(DropOldest, row);
    }

    public Task ResumeAsync(CancellationToken cancellationToken) => database.WriteAsync(connection => connection.ExecuteAsync(Resume, new { nowMs = Now }), cancellationToken);

    /// <summary>Channels that have something due.</summary>
    public async Task<IReadOnlyList<string>> ChannelsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QueryAsync<string>(SelectChannels, new { nowMs = Now })).AsList();
    }

    /// <summary>When the next one is due; null: none is in line.</summary>
    public async Task<DateTimeOffset?> NextAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return Alarms.AlarmRow.Time(await connection.ExecuteScalarAsync<long?>(SelectNext));
    }

    /// <summary>The channel's next message, whose attempt begins now; null when there is none, or its robot wants a rest.</summary>
    public Task<DueNotice?> ClaimAsync(OpenChannel channel, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            while (await connection.QuerySingleOrDefaultAsync<Row>(SelectDue, new { channel = channel.Id, nowMs = Now }) is { } row)
            {
                if (row.Unsure >= MostUnsure)
                {
                    await connection.ExecuteAsync(FinishOne, new { id = row.Id, state = NoticeDeliveryState.Failed.Word(), errorCode = "outcome_unknown", answer = "", nextMs = (long?)null, finishedMs = (long?)Now });
                    continue;
                }
                if (channel.IsRobot && !await channels.TakeAsync(connection, channel.Id)) return null;
                await connection.ExecuteAsync(Claim, new { id = row.Id, claimMs = Now + (long)s_claim.TotalMilliseconds });
                return new DueNotice(row.Id, row.Address, JsonSerializer.Deserialize<NoticeContent>(row.Content, JsonDefaults.Options)!, row.Attempts + 1, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAtMs), time.GetUtcNow());
            }
            return null;
        },
        cancellationToken);

    /// <param name="nextAt">When it is tried again; null: never.</param>
    public Task FinishAsync(string id, NoticeOutcome outcome, DateTimeOffset? nextAt, CancellationToken cancellationToken)
    {
        var state = outcome.ErrorCode is null ? NoticeDeliveryState.Sent : nextAt is null ? NoticeDeliveryState.Failed : NoticeDeliveryState.Waiting;
        var row = new { id, state = state.Word(), errorCode = outcome.ErrorCode, answer = outcome.Answer, nextMs = nextAt?.ToUnixTimeMilliseconds(), finishedMs = state == NoticeDeliveryState.Waiting ? (long?)null : Now };
        return database.WriteAsync(connection => connection.ExecuteAsync(FinishOne, row), cancellationToken);
    }

    public Task CleanAsync(TimeSpan life, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.ExecuteAsync("DELETE FROM notice_delivery WHERE finished_at_ms < @beforeMs", new { beforeMs = Now - (long)life.TotalMilliseconds }), cancellationToken);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string Address { get; init; }

        public required string Content { get; init; }

        public int Attempts { get; init; }

        public int Unsure { get; init; }

        public long CreatedAtMs { get; init; }
    }
}
