namespace Tongtang.HubServer.Notices;

/// <summary>What came of one attempt.</summary>
/// <param name="ErrorCode">
/// Null: the peer has it. Else refused, too_often, sign_in_refused, answer_unreadable, timeout, connection_failed, certificate_refused, address_private.
/// </param>
/// <param name="Answer">The peer's words, or what the line did.</param>
internal sealed record NoticeOutcome(string? ErrorCode, string Answer)
{
    public const int LongestAnswer = 500;

    /// <summary>Trying again will not help.</summary>
    public bool IsFinal { get; init; }

    /// <summary>The peer wants to be left alone for so long.</summary>
    public TimeSpan? Rest { get; init; }

    public static NoticeOutcome Done(string answer) => new(null, PlainText.Line(answer, LongestAnswer));

    public static NoticeOutcome Failed(string code, string answer) => new(code, PlainText.Line(answer, LongestAnswer));
}

internal enum NoticeDeliveryState
{
    Waiting,
    Sent,
    Failed,
}
