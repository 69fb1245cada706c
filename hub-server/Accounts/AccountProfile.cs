namespace Tongtang.HubServer.Accounts;

internal enum ProfileName
{
    Asvs,
    Mlps,
}

/// <summary>One of two sets of rules for passwords, sessions and administrators, with what the settings change in it.</summary>
internal sealed record AccountProfile
{
    /// <summary>
    /// After OWASP's Application Security Verification Standard 5.0: long passwords without classes (6.2.1, 6.2.5) and
    /// without periodic change (6.2.10), wrong tries limited (6.3.1), idle and absolute timeouts (7.3.1, 7.3.2).
    /// </summary>
    public static AccountProfile Asvs { get; } = new()
    {
        PasswordLength = 10,
        PasswordClasses = 1,
        PasswordsRemembered = 0,
        PasswordAge = null,
        WrongTries = 5,
        LockedFor = TimeSpan.FromMinutes(15),
        SessionIdle = TimeSpan.FromHours(12),
        SessionLife = TimeSpan.FromDays(7),
        AdministratorsApart = false,
    };

    /// <summary>
    /// After China's Multi-Level Protection Scheme, GB/T 22239-2019, third level: complex passwords that change
    /// periodically, wrong tries limited and idle sessions ended (8.1.4.1 a and b), the three administrators apart (8.1.5).
    /// The standard gives no figures; these are the ones that assessors of the scheme usually ask for.
    /// </summary>
    public static AccountProfile Mlps { get; } = new()
    {
        PasswordLength = 10,
        PasswordClasses = 3,
        PasswordsRemembered = 5,
        PasswordAge = TimeSpan.FromDays(90),
        WrongTries = 5,
        LockedFor = TimeSpan.FromMinutes(30),
        SessionIdle = TimeSpan.FromMinutes(30),
        SessionLife = TimeSpan.FromHours(12),
        AdministratorsApart = true,
    };

    public required int PasswordLength { get; init; }

    /// <summary>Of small letters, capital letters, digits and everything else, so many must be in a password.</summary>
    public required int PasswordClasses { get; init; }

    /// <summary>So many former passwords cannot be chosen again.</summary>
    public required int PasswordsRemembered { get; init; }

    /// <summary>An older password must be changed before anything else; null: never.</summary>
    public required TimeSpan? PasswordAge { get; init; }

    /// <summary>Wrong passwords for one account from one address before it is locked there.</summary>
    public required int WrongTries { get; init; }

    /// <summary>How long it stays locked the first time; each further time twice as long, up to <see cref="LongestLock"/>.</summary>
    public required TimeSpan LockedFor { get; init; }

    public TimeSpan LongestLock { get; init; } = TimeSpan.FromDays(1);

    public required TimeSpan SessionIdle { get; init; }

    public required TimeSpan SessionLife { get; init; }

    /// <summary>Nobody may be two of system administrator, security administrator and auditor.</summary>
    public required bool AdministratorsApart { get; init; }

    /// <summary>Whether these would make somebody two of the administrators that are to be apart, wherever in the tree.</summary>
    public bool Mixes(IEnumerable<Assignment> roles) =>
        AdministratorsApart && roles.Select(one => one.Role).Distinct().Count(RoleRights.Administrators.Contains) > 1;

    public static AccountProfile Of(AccountSettings settings)
    {
        var profile = settings.Profile == ProfileName.Mlps ? Mlps : Asvs;
        return profile with
        {
            PasswordLength = settings.PasswordLength ?? profile.PasswordLength,
            WrongTries = settings.WrongTries ?? profile.WrongTries,
            LockedFor = settings.LockedFor ?? profile.LockedFor,
            SessionIdle = settings.SessionIdle ?? profile.SessionIdle,
            SessionLife = settings.SessionLife ?? profile.SessionLife,
        };
    }
}
