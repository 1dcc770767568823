//! The `Default` of a network: its parameters as set, and the connections of its arrays.

use super::groups::{Cells, Network, Synapses, full_name};
use super::model::{Connection, Neuron, Rule, RuleKind, Synapse};
use crate::items::{Setting, Value};
use crate::tokens::{constant, drawn, float, given, mechanism_info, path, setting_constant};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};

impl Network<'_> {
    pub(super) fn default(&self) -> TokenStream {
        let cells = (0..self.cells.len()).map(|group| self.cells_at_start(group));
        let synapses = self.synapses.iter().map(|group| self.synapses_at_start(group));
        let ident = &self.model.ident;
        let (fields, none) = (self.field_names(), self.none());
        quote! {
            #[automatically_derived]
            impl ::core::default::Default for #ident<f64> {
                fn default() -> Self {
                    #(#cells)*
                    #(#synapses)*
                    #ident { __carried: ::core::default::Default::default(), #(#fields,)* #none }
                }
            }
        }
    }

    /// Returns the statement that makes a group of cells.
    fn cells_at_start(&self, group: usize) -> TokenStream {
        let Cells { field, alias, neurons, array } = &self.cells[group];
        let info = self.cell_info(group);
        let cell = |neuron: &Neuron| {
            let settings = neuron.settings.iter().filter_map(|setting| match &setting.value {
                Value::One(value) => Some(given(cell_parameter(setting, &info), value)),
                Value::Each(..) | Value::Drawn(_) => None,
            });
            configured(alias, settings)
        };
        let Some(array) = array else {
            let each = neurons.iter().map(|neuron| cell(neuron));
            return quote!(let #field = [#(#each),*];);
        };
        let (shared, len) = (cell(neurons[0]), self.len(group));
        let some = match neurons[0].count() {
            Some(_) => TokenStream::new(),
            None => constant(quote_spanned!(first_token(array)=> ::neuron_runtime::private::check::array(#len))),
        };
        let name = neurons[0].ident.to_string();
        let each = neurons[0].settings.iter().filter_map(|setting| {
            let one_each = |count, span| quote_spanned!(span=> one_each(#count, #len));
            several(setting, &name, &cell_parameter(setting, &info), &ARRAY, one_each)
        });
        quote! {
            #some
            let #field = {
                #[allow(unused_mut)]
                let mut population = ::neuron_runtime::private::Population::new(#len, #shared);
                #(#each)*
                population
            };
        }
    }

    /// Returns the listed pairs of every group as constants, with their checks. They are named once, so that a wrong path
    /// is one error.
    pub(super) fn pairs(&self) -> TokenStream {
        let listed = self.synapses.iter().filter(|group| group.projection).filter_map(|group| {
            let connection = group.items[0].0;
            let rule = connection.rule.as_ref()?;
            let list = match &rule.kind {
                RuleKind::Pairs(pairs) => {
                    let pairs = pairs.iter().map(|[from, to]| {
                        let (from, to) = (Literal::usize_unsuffixed(from.index), Literal::usize_unsuffixed(to.index));
                        quote!((#from, #to))
                    });
                    quote!(&[#(#pairs),*])
                }
                RuleKind::Listed(path) => path.to_token_stream(),
                _ => return None,
            };
            let ((_, pre), (_, post)) = (self.side(&connection.from), self.side(&connection.to));
            let name = pairs(group);
            let check = constant(quote_spanned! {rule.span=>
                ::neuron_runtime::private::check::pairs(#name, #pre, #post)
            });
            Some(quote!(const #name: &[(usize, usize)] = #list; #check))
        });
        listed.collect()
    }

    /// Returns the statement that makes a group of synapses, and the checks of their rule.
    fn synapses_at_start(&self, group: &Synapses<'_>) -> TokenStream {
        let Synapses { field, alias, items, projection } = group;
        let made = items.iter().map(|(_, synapse)| synapse_value(alias, synapse));
        if !projection {
            let ends = items.iter().map(|(connection, _)| {
                let ((from, _), (to, _)) = (self.side(&connection.from), self.side(&connection.to));
                quote!(::neuron_runtime::private::LinkEnds::new(#from, #to))
            });
            let count = Literal::usize_unsuffixed(items.len());
            return quote! {
                let #field = {
                    const ENDS: [::neuron_runtime::private::LinkEnds; #count] = [#(#ends),*];
                    ::neuron_runtime::private::Synapses { synapses: [#(#made),*], ends: &ENDS }
                };
            };
        }
        let (connection, synapse) = items[0];
        let made = synapse_value(alias, synapse);
        let ((from, pre), (to, post)) = (self.side(&connection.from), self.side(&connection.to));
        let same = connection.from.neuron == connection.to.neuron;
        let rule = connection.rule.as_ref();
        let check = rule.map(|rule| rule_check(rule, &pre, &post, same));
        let rule = group_rule(group, connection);
        let name = connection.name().to_string();
        let (info, electrical, full_name) =
            (mechanism_info(alias), connection.electrical, full_name(connection, synapse));
        let each: Vec<TokenStream> = synapse.settings.iter().filter_map(|setting| {
            let name = setting.name();
            let found = quote_spanned!(setting.span()=> ::neuron_runtime::private::check::setting_of_each(#info, #name));
            let one_each = |count, span| {
                quote_spanned!(span=> one_per_connection(#count, #rule, (#pre, #post), #same, #electrical))
            };
            several(setting, &full_name, &found, &PROJECTION, one_each)
        }).collect();
        let made = quote! {
            ::neuron_runtime::private::Projection::new(
                #made,
                #name,
                const { ::neuron_runtime::private::Side { first: #from, stride: 1, len: #pre } },
                const { ::neuron_runtime::private::Side { first: #to, stride: 1, len: #post } },
                #same,
                #rule,
            )
        };
        if each.is_empty() {
            return quote!(#check let #field = #made;);
        }
        quote! {
            #check
            let #field = {
                let mut projection = #made;
                #(#each)*
                projection
            };
        }
    }
}

/// Returns the span of the first token of an array's length.
fn first_token(len: &TokenStream) -> Span {
    len.clone().into_iter().next().map_or_else(Span::call_site, |token| token.span())
}

/// Names of an array's variable and of the function that sets a parameter of each of its elements.
struct Elements {
    array: &'static str,
    set: &'static str,
}

const ARRAY: Elements = Elements { array: "population", set: "set_each_neuron" };
const PROJECTION: Elements = Elements { array: "projection", set: "set_each_connection" };

/// Returns the statements that give each element of an array, whose full name is `owner`, its own value of the parameter that is
/// `found`; nothing for a single value. `one_each` is the check of the number of values.
fn several(
    setting: &Setting,
    owner: &str,
    found: &TokenStream,
    elements: &Elements,
    one_each: impl Fn(Literal, Span) -> TokenStream,
) -> Option<TokenStream> {
    let [array, set] = [elements.array, elements.set].map(|name| Ident::new(name, Span::call_site()));
    match &setting.value {
        Value::One(_) => None,
        Value::Each(values, span) => {
            let count = Literal::usize_unsuffixed(values.len());
            let settings = values.iter().map(|value| given(found.clone(), value));
            let check = one_each(count.clone(), *span);
            let check = constant(quote_spanned!(*span=> ::neuron_runtime::private::check::#check));
            Some(quote! {{
                #check
                const SETTINGS: [::neuron_runtime::private::check::Setting; #count] = [#(#settings),*];
                ::neuron_runtime::private::#set(&mut #array, &SETTINGS);
            }})
        }
        Value::Drawn(distribution) => {
            let drawn = drawn(found, &format!("{owner}.{}", setting.name()), distribution);
            let ty = path("Drawn");
            Some(quote! {{
                const DRAWN: #ty = #drawn;
                #array.draw(DRAWN);
            }})
        }
    }
}

/// Returns the parameter of a cell that a setting names.
fn cell_parameter(setting: &Setting, info: &TokenStream) -> TokenStream {
    let path = setting.path.iter().map(Ident::to_string);
    // The error about a name before the last stands at that name.
    let parts = (1..setting.path.len()).map(|k| {
        let before = setting.path[..k].iter().map(Ident::to_string);
        let check = quote_spanned! {setting.path[k - 1].span()=>
            ::neuron_runtime::private::check::cell_part(&#info, &[#(#before),*])
        };
        constant(check)
    });
    let parts: TokenStream = parts.collect();
    let found = quote_spanned!(setting.span()=> ::neuron_runtime::private::check::cell_setting(&#info, &[#(#path),*]));
    if parts.is_empty() { found } else { quote!({ #parts #found }) }
}

fn synapse_value(alias: &Ident, synapse: &Synapse) -> TokenStream {
    let info = mechanism_info(alias);
    let single = synapse.settings.iter().filter(|setting| setting.value.several().is_none());
    configured(alias, single.map(|setting| setting_constant(setting, &info)))
}

/// Returns a cell or synapse with its settings. A call with a table keeps a thousand of them quick to compile.
fn configured(alias: &Ident, settings: impl Iterator<Item = TokenStream>) -> TokenStream {
    let settings: Vec<TokenStream> = settings.collect();
    let names: Vec<Ident> = (0..settings.len()).map(|k| format_ident!("SETTING_{}", k)).collect();
    // Each setting is an item, because `cargo check` does not evaluate `const` blocks within functions.
    quote!({
        #(const #names: ::neuron_runtime::private::check::Setting = #settings;)*
        ::neuron_runtime::private::configured::<#alias<f64>>(&[#(#names),*])
    })
}

/// Returns the rule of a connection as a value. A stimulus enters every neuron of its array.
pub(super) fn group_rule(group: &Synapses<'_>, connection: &Connection) -> Option<TokenStream> {
    if connection.stimulus {
        let name = path("Rule");
        return group.projection.then(|| quote!(#name::OneToOne));
    }
    connection.rule.as_ref().map(|rule| self::rule(rule, group))
}

/// Returns a rule as a value. Pairs are in the constant of their group, see [`Network::pairs`].
fn rule(rule: &Rule, group: &Synapses<'_>) -> TokenStream {
    let name = path("Rule");
    match &rule.kind {
        RuleKind::AllToAll { autapses } => quote!(#name::AllToAll { autapses: #autapses }),
        RuleKind::OneToOne { .. } => quote!(#name::OneToOne),
        RuleKind::Probability { probability, seed, autapses } => {
            let probability = float(*probability);
            quote!(#name::Probability { probability: #probability, seed: #seed, autapses: #autapses })
        }
        RuleKind::Inputs { inputs, seed, autapses, .. } => {
            quote!(#name::Inputs { inputs: #inputs, seed: #seed, autapses: #autapses })
        }
        RuleKind::Pairs(_) | RuleKind::Listed(_) => {
            let pairs = pairs(group);
            quote!(#name::Pairs(#pairs))
        }
    }
}

/// Returns the check of a rule between `pre` and `post` neurons, which are the `same` or not.
fn rule_check(rule: &Rule, pre: &TokenStream, post: &TokenStream, same: bool) -> TokenStream {
    match &rule.kind {
        RuleKind::OneToOne { .. } => {
            constant(quote_spanned!(rule.span=> ::neuron_runtime::private::check::one_to_one(#pre, #post)))
        }
        RuleKind::Inputs { inputs, autapses, span, .. } => {
            constant(quote_spanned!(*span=> ::neuron_runtime::private::check::inputs(#inputs, #pre, #same, #autapses)))
        }
        _ => TokenStream::new(),
    }
}

/// Returns the name of the constant with the pairs of a group.
fn pairs(group: &Synapses<'_>) -> Ident {
    format_ident!("PAIRS_OF_{}", group.field.to_string().to_uppercase())
}
