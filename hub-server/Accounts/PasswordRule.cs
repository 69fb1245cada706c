using System.Text;

namespace Tongtang.HubServer.Accounts;

/// <summary>What a password must be like under a profile.</summary>
internal static class PasswordRule
{
    public const int Longest = 256;

    /// <returns>What is wrong with it, as the end of a sentence; null when nothing is.</returns>
    public static string? Fault(string? password, string name, AccountProfile profile)
    {
        if (password is null || password.Length > Longest || password.EnumerateRunes().Count() < profile.PasswordLength)
            return $"must have {profile.PasswordLength} to {Longest} characters";
        if (Classes(password) < profile.PasswordClasses)
            return $"must have {profile.PasswordClasses} of these in it: small letters, capital letters, digits, other characters";
        return name.Length >= 4 && password.Contains(name, StringComparison.OrdinalIgnoreCase) ? "must not have the account's name in it" : null;
    }

    private static int Classes(string password) => password.EnumerateRunes()
        .Select(rune => Rune.IsLower(rune) ? 0 : Rune.IsUpper(rune) ? 1 : Rune.IsDigit(rune) ? 2 : 3)
        .Distinct().Count();
}
