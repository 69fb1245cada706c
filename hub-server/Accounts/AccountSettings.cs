using System.ComponentModel.DataAnnotations;

namespace Tongtang.HubServer.Accounts;

/// <summary>The section <c>Accounts</c>.</summary>
internal sealed record AccountSettings
{
    /// <summary>A session ends when it was not used for so long.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromHours(12);

    /// <summary>A session ends after so long in any case.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "90.00:00:00")]
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Characters a password must have at least.</summary>
    [Range(10, 64)]
    public int PasswordLength { get; init; } = 10;

    /// <summary>Wrong passwords for one account from one address before it is locked there.</summary>
    [Range(3, 20)]
    public int WrongTries { get; init; } = 5;

    /// <summary>How long it stays locked.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan LockedFor { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a setup link or a password link is valid.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan LinkLife { get; init; } = TimeSpan.FromHours(1);
}
