using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Tongtang.HubServer.Accounts;

/// <summary>
/// Under this key names that a reader may take for each other are the same one: <c>admin</c>, <c>Admin</c>, <c>ａｄｍｉｎ</c>,
/// <c>аdmin</c> with a Cyrillic а, and <c>adm1n</c>. After the skeleton of Unicode Technical Standard 39, section 4, with those
/// of its confusables that a keyboard in use here can write.
/// </summary>
internal static class LookKey
{
    /// <summary>Characters as they look, in pairs: what is written, what it is taken for.</summary>
    private const string Pairs =
        "аaвbеeкkмmнhоoрpсcтtуyхxіlјjѕsһhԁdԛqԝwьbгrпnёeїlӏlԍgӕæ" // Cyrillic
        + "αaβbγyεeζzηnιlκkμmνvοoρpτtυyχxωwϲcϳj" // Greek
        + "աwոnսuօoհhյjցgքfզqսuկlոn" // Armenian
        + "ıl1lil|l0oɑaɡgɩlʀrʏy" // Latin and digits
        + "ニ二カ力ロ口エ工タ夕トトハ八ー一―一—一–-‐-−-＿_〇o○o◯o" // Kana, Han and strokes
        + "0o";

    private static readonly FrozenDictionary<Rune, Rune> s_taken = Read();

    public static string Of(string name)
    {
        var plain = name.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Normalize(NormalizationForm.FormD);
        var key = new StringBuilder(plain.Length);
        foreach (var rune in plain.EnumerateRunes())
        {
            if (IsSilent(rune)) continue;
            key.Append(s_taken.GetValueOrDefault(rune, rune).ToString());
        }
        return key.Replace("rn", "m").Replace("vv", "w").ToString();
    }

    /// <summary>What takes no place on the screen, or only some: spaces, marks above and below, joiners.</summary>
    private static bool IsSilent(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.SpaceSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.Control;

    private static FrozenDictionary<Rune, Rune> Read()
    {
        var runes = Pairs.EnumerateRunes().ToList();
        var pairs = new Dictionary<Rune, Rune>();
        for (var i = 0; i < runes.Count; i += 2) pairs[runes[i]] = runes[i + 1];
        return pairs.ToFrozenDictionary();
    }
}
