using System.ComponentModel.DataAnnotations;

namespace Tongtang.HubServer.Accounts;

/// <summary>The section <c>Accounts</c>.</summary>
internal sealed record AccountSettings
{
    /// <summary>Which of the two sets of rules holds for passwords, sessions and administrators.</summary>
    public ProfileName Profile { get; init; } = ProfileName.Asvs;

    /// <summary>A session ends when it was not used for so long; null: as the profile says.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan? SessionIdle { get; init; }

    /// <summary>A session ends after so long in any case; null: as the profile says.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "90.00:00:00")]
    public TimeSpan? SessionLife { get; init; }

    /// <summary>Characters a password must have at least; null: as the profile says.</summary>
    [Range(8, 64)]
    public int? PasswordLength { get; init; }

    /// <summary>Wrong passwords for one account from one address before it is locked there; null: as the profile says.</summary>
    [Range(3, 20)]
    public int? WrongTries { get; init; }

    /// <summary>How long it stays locked; null: as the profile says.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan? LockedFor { get; init; }

    /// <summary>Who is one of these somewhere must sign in with a second factor.</summary>
    public IReadOnlyList<Role> SecondFactorFor { get; init; } = [];

    /// <summary>How long a setup link, a password link or a sign-in link is valid.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan LinkLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long an invitation is valid.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "30.00:00:00")]
    public TimeSpan InvitationLife { get; init; } = TimeSpan.FromDays(3);
}
