using Wattd.Settings;

namespace Wattd.Commands.Completion;

/// <summary>The scripts through which a shell asks wattd for completions.</summary>
static class CompletionScript
{
    // A word of bash ends at an equals sign, so only what follows the sign is completed.
    const string Bash = """
        # wattd completion for bash; load it with: source <(wattd completion bash)
        _wattd() {
            local IFS=$'\n' line=${COMP_LINE:0:COMP_POINT} answers word=${COMP_WORDS[COMP_CWORD]}
            answers=$(wattd '[complete]' "$line" 2>/dev/null | cut -f 1)
            if [[ $answers == :files ]]; then
                compopt -o default
                return
            fi
            if [[ $answers == :command ]]; then
                local at=1
                while ((at < COMP_CWORD)) && [[ ${COMP_WORDS[at]} != -- ]]; do ((at++)); done
                ((at < COMP_CWORD)) || return
                if declare -F _command_offset >/dev/null; then
                    IFS=$' \t\n'
                    _command_offset $((at + 1))  # of bash-completion
                elif ((COMP_CWORD == at + 1)) && [[ $word != */* ]]; then
                    COMPREPLY=($(compgen -c -- "$word"))
                else
                    compopt -o default
                fi
                return
            fi
            [[ ${line##* } != --*=* ]] || answers=$(cut -d = -f 2- <<<"$answers")
            [[ $word != = ]] || word=
            COMPREPLY=($(compgen -W "$answers" -- "$word"))
        }
        complete -F _wattd wattd

        """;

    const string Zsh = """
        #compdef wattd
        # wattd completion for zsh; load it with: source <(wattd completion zsh)
        _wattd() {
            local -a answers
            local line="wattd ${(j: :)words[2,CURRENT-1]}"
            answers=("${(@f)$(wattd '[complete]' "${line% } $PREFIX" 2>/dev/null)}")
            if [[ "$answers[1]" == :files ]]; then
                compset -P '--*='
                _files
                return
            fi
            if [[ "$answers[1]" == :command ]]; then
                local at=${words[(i)--]}
                (( at < CURRENT )) || return
                shift $at words
                (( CURRENT -= at ))
                _normal
                return
            fi
            [[ -n "$answers" ]] || return
            # A colon separates a word from its description.
            answers=("${answers[@]//:/\\:}")
            answers=("${answers[@]/$'\t'/:}")
            _describe -V wattd answers
        }
        if [[ "$funcstack[1]" == _wattd ]]; then
            _wattd  # loaded from a directory of $fpath
        else
            compdef _wattd wattd
        fi

        """;

    const string Fish = """
        # wattd completion for fish; load it with: wattd completion fish | source
        function __wattd_complete
            set -l answers (wattd '[complete]' (commandline -cp | string collect) 2>/dev/null)
            if test "$answers" = :files
                set -l word (commandline -ct)
                set -l flag (string match -r -- '^--[^=]*=' $word; or echo '')
                for file in (__fish_complete_path (string replace -- "$flag" '' $word))
                    echo $flag$file
                end
            else if test "$answers" = :command
                complete -C (string replace -r -- '^.*? -- +' '' (commandline -cp | string collect) | string collect --allow-empty)
            else
                printf '%s\n' $answers
            end
        end
        complete -c wattd -f -a '(__wattd_complete)'

        """;

    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish"];

    /// <summary>The script for a shell.</summary>
    /// <exception cref="UsageException">It is not one of <see cref="Shells"/>.</exception>
    public static string For(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => throw new UsageException($"{Quoted.Text(shell)} is not one of {string.Join(", ", Shells)}"),
    };
}
