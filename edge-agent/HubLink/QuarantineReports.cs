using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.Protocol.V1;
using KeptItem = Tongtang.EdgeAgent.Outbox.QuarantinedItem;
using ToldItem = Tongtang.Protocol.V1.QuarantinedItem;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>Lets people at the hub see what it refuses for good, and do with it what the panel lets the installer do.</summary>
internal sealed partial class QuarantineReports(OutboxStore outbox, ILogger<QuarantineReports> logger)
{
    private const int MostItems = 200;
    private const int LongestWhat = 200;
    private const int LongestCode = 64;
    private const int LongestMessage = 500;

    public async Task RunAsync(QuarantineTalk talk, ChannelWriter<AgentMessage> outbound, CancellationToken cancellationToken)
    {
        await foreach (var ask in talk.ReadAllAsync(cancellationToken))
        {
            var answer = await AnswerAsync(ask, cancellationToken);
            answer.AskId = ask.AskId;
            await outbound.WriteAsync(new AgentMessage { QuarantineAnswer = answer }, cancellationToken);
        }
    }

    private async Task<QuarantineAnswer> AnswerAsync(QuarantineAsk ask, CancellationToken cancellationToken)
    {
        try
        {
            return ask.WishCase switch
            {
                QuarantineAsk.WishOneofCase.List => List(),
                QuarantineAsk.WishOneofCase.Retry => Outcome(await outbox.RetryAsync((long)ask.Retry, cancellationToken)),
                QuarantineAsk.WishOneofCase.Delete => Outcome(outbox.Delete((long)ask.Delete)),
                _ => new QuarantineAnswer { Outcome = QuarantineOutcome.Unspecified },
            };
        }
        catch (Exception error) when (error is OutboxException or SqliteException or IOException)
        {
            LogFailed(error, ask.WishCase);
            return new QuarantineAnswer { Outcome = QuarantineOutcome.Failed };
        }
    }

    private QuarantineAnswer List()
    {
        var kept = outbox.Quarantined();
        return new QuarantineAnswer { Outcome = QuarantineOutcome.Done, Total = (uint)kept.Count, Items = { kept.Reverse().Take(MostItems).Select(ToMessage) } };
    }

    private static QuarantineAnswer Outcome(bool found) => new() { Outcome = found ? QuarantineOutcome.Done : QuarantineOutcome.Unknown };

    private static ToldItem ToMessage(KeptItem kept) => new()
    {
        Id = (ulong)kept.Id,
        ItemClass = kept.ItemClass,
        What = Cut(kept.What, LongestWhat),
        TimeMs = kept.Item.TimeMs,
        ErrorCode = Cut(kept.Code, LongestCode),
        ErrorMessage = Cut(kept.Message, LongestMessage),
    };

    /// <summary>Never through the middle of a character.</summary>
    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    [LoggerMessage(EventId = 3020, Level = LogLevel.Warning, Message = "What the hub asked about refused items came to nothing: {Wish}")]
    private partial void LogFailed(Exception error, QuarantineAsk.WishOneofCase wish);
}
